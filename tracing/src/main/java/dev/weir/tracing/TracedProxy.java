package dev.weir.tracing;

import dev.weir.ConfigurationException;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Stands in for an object and gives calls of its {@link Traced} methods a span. */
final class TracedProxy implements InvocationHandler {

    /** What is known about a method before it is called. */
    private record Plan(StepPlan step, boolean arguments, List<String> parameters) {}

    private final Telemetry telemetry;
    private final Object target;
    private final Map<Method, Plan> plans;

    /** The methods as we may call them; a proxy hands us others, equal to them. */
    private final Map<Method, Method> opened;

    private TracedProxy(Telemetry telemetry, Object target, Map<Method, Plan> plans, Map<Method, Method> opened) {
        this.telemetry = telemetry;
        this.target = target;
        this.plans = plans;
        this.opened = opened;
    }

    static <T> T of(Telemetry telemetry, Class<T> type, T target) {
        if (!type.isInterface()) {
            throw new ConfigurationException(
                    type.getName() + " is no interface; a proxy can stand in for interfaces only."
                            + " Declare one, or use tracing.trace(name) inside of the class");
        }
        Map<Method, Plan> plans = new HashMap<>();
        Map<Method, Method> opened = new HashMap<>();
        for (Method method : type.getMethods()) {
            if (!Modifier.isStatic(method.getModifiers())) {
                open(type, method);
                opened.put(method, method);
                Plan plan = plan(type, method, target.getClass());
                if (plan != null) {
                    plans.put(method, plan);
                }
            }
        }
        if (plans.isEmpty()) {
            throw new ConfigurationException(
                    "Neither " + type.getName() + " nor " + target.getClass().getName()
                            + " has a method with @Traced; annotate methods, or one of the types for all of them");
        }
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, new TracedProxy(telemetry, target, plans, opened)));
    }

    private static void open(Class<?> type, Method method) {
        try {
            if (!Modifier.isPublic(method.getDeclaringClass().getModifiers())) {
                method.setAccessible(true);
            }
        } catch (InaccessibleObjectException | SecurityException closed) {
            throw new ConfigurationException(
                    type.getName() + " cannot be called from here; make it public, or open its package to weir-tracing",
                    closed);
        }
    }

    private static @Nullable Plan plan(Class<?> type, Method method, Class<?> implementation) {
        Method own = implementing(method, implementation);
        Traced traced = nearest(own, method, implementation, type);
        if (traced == null) {
            return null;
        }
        check(method);
        StepPlan step = StepPlan.named(traced.name().isBlank() ? method.getName() : traced.name())
                .tag(traced.tags())
                .attribute(Names.CODE_FUNCTION_NAME, holder(own, method).getName() + "." + method.getName());
        step = traced.version().isBlank() ? step : step.attribute(Names.WEIR_VERSION_ID, traced.version());
        step = traced.captureResult() ? step.result(value -> value) : step;
        return new Plan(step, traced.captureArguments(), parameters(method, own));
    }

    /** Classes made at run time have names that differ from run to run. */
    private static Class<?> holder(Method own, Method method) {
        Class<?> holder = own.getDeclaringClass();
        return holder.isHidden() || Proxy.isProxyClass(holder) ? method.getDeclaringClass() : holder;
    }

    private static Method implementing(Method method, Class<?> implementation) {
        try {
            return implementation.getMethod(method.getName(), method.getParameterTypes());
        } catch (NoSuchMethodException onlyInTheInterface) {
            return method;
        }
    }

    private static @Nullable Traced nearest(Method own, Method method, Class<?> implementation, Class<?> type) {
        Traced found = own.getAnnotation(Traced.class);
        found = found != null ? found : method.getAnnotation(Traced.class);
        found = found != null ? found : implementation.getAnnotation(Traced.class);
        return found != null ? found : type.getAnnotation(Traced.class);
    }

    /** Names are in the class file only if it was compiled with {@code -parameters}; else they are arg0, arg1 and so on. */
    private static List<String> parameters(Method method, Method own) {
        Parameter[] parameters = method.getParameters();
        boolean named = parameters.length > 0 && parameters[0].isNamePresent();
        return Stream.of(named ? parameters : own.getParameters())
                .map(Parameter::getName)
                .toList();
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        if (method.getDeclaringClass() == Object.class) {
            return method.getName().equals("equals") && arguments != null
                    ? proxy == arguments[0] || target.equals(unwrapped(arguments[0]))
                    : invoke(method, arguments);
        }
        Plan plan = plans.get(method);
        return plan == null ? invoke(method, arguments) : traced(method, arguments, step(plan, arguments));
    }

    private static @Nullable Object unwrapped(@Nullable Object other) {
        return other != null
                        && Proxy.isProxyClass(other.getClass())
                        && Proxy.getInvocationHandler(other) instanceof TracedProxy that
                ? that.target
                : other;
    }

    private static StepPlan step(Plan plan, @Nullable Object @Nullable [] arguments) {
        StepPlan step = plan.step();
        for (int i = 0; plan.arguments() && arguments != null && i < arguments.length; i++) {
            step = step.argument(plan.parameters().get(i), arguments[i]);
        }
        return step;
    }

    /** A publisher is asked for at once and traced per subscription; all else is traced while it runs. */
    private @Nullable Object traced(Method method, @Nullable Object @Nullable [] arguments, StepPlan step)
            throws Throwable {
        Class<?> type = method.getReturnType();
        if (CompletionStage.class.isAssignableFrom(type)) {
            return StepRun.<@Nullable Object, Throwable>later(telemetry, step, span -> stage(method, arguments));
        }
        if (!Publisher.class.isAssignableFrom(type)) {
            return StepRun.<@Nullable Object, Throwable>now(telemetry, step, span -> invoke(method, arguments));
        }
        Object publisher = invoke(method, arguments);
        TraceSpec spec = new TraceSpec(telemetry, step);
        if (publisher instanceof Mono<?> mono) {
            return spec.around(mono);
        }
        return publisher instanceof Publisher<?> other ? spec.around(Flux.from(other)) : null;
    }

    /** A traced publisher is another object, which must still be what the method promises. */
    private static void check(Method method) {
        Class<?> type = method.getReturnType();
        boolean known = type.isAssignableFrom(Mono.class) || type.isAssignableFrom(Flux.class);
        boolean reactive = Publisher.class.isAssignableFrom(type) && !known;
        boolean stage = CompletionStage.class.isAssignableFrom(type) && !type.isAssignableFrom(CompletableFuture.class);
        if (reactive || stage) {
            throw new ConfigurationException(method + " cannot be traced, as it returns " + type.getSimpleName()
                    + "; return Mono, Flux, Publisher, CompletionStage or CompletableFuture, or take @Traced off it");
        }
    }

    @SuppressWarnings("unchecked")
    private CompletionStage<@Nullable Object> stage(Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        Object stage = invoke(method, arguments);
        if (stage == null) {
            throw new NullPointerException(method.getName() + " returned null in place of a stage");
        }
        return (CompletionStage<@Nullable Object>) stage;
    }

    private @Nullable Object invoke(Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
        try {
            return opened.getOrDefault(method, method).invoke(target, arguments);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause() == null ? thrown : thrown.getCause();
        }
    }
}
