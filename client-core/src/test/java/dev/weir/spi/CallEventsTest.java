package dev.weir.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.util.context.Context;

class CallEventsTest {

    private static final URI ADDRESS = URI.create("https://example.org/v1");

    /** Returns the methods by which a listener hears of a call. */
    static Stream<Method> hearing() {
        return Arrays.stream(CallEvents.class.getDeclaredMethods())
                .filter(method -> !Modifier.isStatic(method.getModifiers()) && !method.isSynthetic())
                .filter(method -> !method.getName().equals("into"));
    }

    private static Object invoke(CallEvents events, Method method) throws ReflectiveOperationException {
        Object[] arguments = Arrays.stream(method.getParameterTypes())
                .map(CallEventsTest::argument)
                .toArray();
        return method.invoke(events, arguments);
    }

    private static Object argument(Class<?> type) {
        if (type == URI.class) {
            return ADDRESS;
        } else if (type == Duration.class) {
            return Duration.ofMillis(5);
        } else if (type == String.class) {
            return "reason";
        } else if (type == int.class) {
            return 1;
        } else if (type == boolean.class) {
            return true;
        } else if (type == Throwable.class) {
            return new IllegalStateException("reason");
        }
        return (java.util.function.BiConsumer<String, String>) (name, value) -> {};
    }

    /** A listener that notes under its name what it hears. */
    private static CallEvents noting(String name, List<String> heard) {
        return (CallEvents) Proxy.newProxyInstance(
                CallEvents.class.getClassLoader(), new Class<?>[] {CallEvents.class}, (proxy, method, arguments) -> {
                    heard.add(name + " " + method.getName());
                    CallEvents.Scope scope = () -> heard.add(name + " closed");
                    return method.getReturnType() == CallEvents.Scope.class ? scope : null;
                });
    }

    private static CallEvents throwing() {
        return (CallEvents) Proxy.newProxyInstance(
                CallEvents.class.getClassLoader(), new Class<?>[] {CallEvents.class}, (proxy, method, arguments) -> {
                    throw new IllegalStateException("a listener's own trouble");
                });
    }

    /** Proxies do not inherit defaults, so what {@code into} does is spelled out. */
    private static Context with(CallEvents listener, Context context) {
        CallEvents outer = CallEvents.from(context);
        CallEvents inner = SafeCallEvents.of(listener);
        return context.put(CallEvents.class, outer == CallEvents.NONE ? inner : new CallEventsPair(outer, inner));
    }

    @ParameterizedTest
    @MethodSource("hearing")
    void everythingIsHeardByOneListener(Method method) throws ReflectiveOperationException {
        List<String> heard = new ArrayList<>();
        invoke(CallEvents.from(with(noting("a", heard), Context.empty())), method);
        assertThat(heard).containsExactly("a " + method.getName());
    }

    @ParameterizedTest
    @MethodSource("hearing")
    void theOuterListenerHearsEverythingFirst(Method method) throws ReflectiveOperationException {
        List<String> heard = new ArrayList<>();
        Context context = with(noting("inner", heard), with(noting("outer", heard), Context.empty()));
        Object result = invoke(CallEvents.from(context), method);
        assertThat(heard).containsExactly("outer " + method.getName(), "inner " + method.getName());
        if (result instanceof CallEvents.Scope scope) {
            scope.close();
            assertThat(heard.subList(2, 4)).containsExactly("inner closed", "outer closed");
        }
    }

    @ParameterizedTest
    @MethodSource("hearing")
    void whatAListenerThrowsIsIgnoredAndTheOthersStillHear(Method method) throws ReflectiveOperationException {
        List<String> heard = new ArrayList<>();
        Context context = with(noting("inner", heard), with(throwing(), Context.empty()));
        Object result = invoke(CallEvents.from(context), method);
        if (result instanceof CallEvents.Scope scope) {
            scope.close();
        }
        assertThat(heard).startsWith("inner " + method.getName());
    }

    @Test
    void aScopeThatFailsToCloseIsIgnored() {
        CallEvents events = new CallEvents() {
            @Override
            public Scope enter() {
                return () -> {
                    throw new IllegalStateException("a listener's own trouble");
                };
            }
        };
        try (CallEvents.Scope scope =
                CallEvents.from(events.into(Context.empty())).enter()) {
            assertThat(scope).isNotNull();
        }
    }

    @Test
    void aListenerPutIntoTheContextByHandIsSafeToo() {
        CallEvents events = new CallEvents() {
            @Override
            public void attemptStarted(int attempt) {
                throw new IllegalStateException("a listener's own trouble");
            }
        };
        CallEvents.from(Context.of(CallEvents.class, events)).attemptStarted(1);
    }

    @Test
    void anEmptyContextHasNobodyListening() {
        assertThat(CallEvents.from(Context.empty())).isSameAs(CallEvents.NONE);
        assertThat(CallEvents.NONE.enter()).isSameAs(CallEvents.Scope.NONE);
    }

    @Test
    void intoKeepsTheListenerAlreadyThere() {
        List<String> heard = new ArrayList<>();
        CallEvents first = new CallEvents() {
            @Override
            public void attemptStarted(int attempt) {
                heard.add("first " + attempt);
            }
        };
        CallEvents second = new CallEvents() {
            @Override
            public void attemptStarted(int attempt) {
                heard.add("second " + attempt);
            }
        };
        CallEvents.from(second.into(first.into(Context.empty()))).attemptStarted(7);
        assertThat(heard).containsExactly("first 7", "second 7");
    }
}
