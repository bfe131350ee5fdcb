package dev.weir.tracing;

import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.context.propagation.TextMapSetter;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * Carries traces to other processes and on from them, the way the OpenTelemetry's propagators write and read headers.
 */
final class Propagation {

    private final TextMapPropagator propagator;
    private final Ambient ambient;
    private final Guard guard;

    Propagation(Telemetry telemetry) {
        this.propagator = telemetry.propagators().getTextMapPropagator();
        this.ambient = telemetry.settings().ambient();
        this.guard = telemetry.guard();
    }

    Mono<Map<String, String>> inject() {
        return Mono.deferContextual(subscriber -> {
            Map<String, String> headers = new LinkedHashMap<>();
            write(subscriber, headers, Propagation::put);
            return Mono.just(Collections.unmodifiableMap(headers));
        });
    }

    <C> Mono<C> inject(C carrier, TextMapSetter<C> setter) {
        return Mono.deferContextual(subscriber -> {
            write(subscriber, carrier, setter);
            return Mono.just(carrier);
        });
    }

    private <C> void write(ContextView subscriber, C carrier, TextMapSetter<C> setter) {
        guard.run(() -> propagator.inject(context(subscriber), carrier, setter));
    }

    /** Returns the subscriber's trace; with baggage, if that is to be sent, also where no span of ours is in between. */
    private io.opentelemetry.context.Context context(ContextView subscriber) {
        io.opentelemetry.context.Context parent = Parents.find(writable(subscriber));
        return ambient.sendsBaggage()
                ? Surroundings.of(subscriber, parent, ambient).into(parent, ambient)
                : parent;
    }

    /** Copies the headers now and returns what they change; see {@link #extract(Object, TextMapGetter)}. */
    UnaryOperator<Context> extract(Iterable<? extends Map.Entry<String, ?>> headers) {
        return extract(guard.get(() -> CarriedHeaders.of(headers), CarriedHeaders.NONE), CarriedHeaders.GETTER);
    }

    /** Returns a change of the Reactor Context to what the carrier says; what it does not say stays as it was. */
    <C> UnaryOperator<Context> extract(C carrier, TextMapGetter<C> getter) {
        return subscriber -> guard.get(
                () -> {
                    io.opentelemetry.context.Context present = Parents.find(subscriber);
                    io.opentelemetry.context.Context extracted = propagator.extract(present, carrier, getter);
                    return extracted == present ? subscriber : Parents.store(subscriber, extracted);
                },
                subscriber);
    }

    /** The instrumentation library reads and writes contexts only, not views of them. */
    private static Context writable(ContextView view) {
        return view instanceof Context context ? context : Context.of(view);
    }

    private static void put(@Nullable Map<String, String> headers, String name, String value) {
        if (headers != null) {
            headers.put(name, value);
        }
    }
}
