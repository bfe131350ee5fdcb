package dev.weir.tracing;

import io.micrometer.context.ContextSnapshot;
import io.micrometer.context.ContextSnapshotFactory;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.instrumentation.reactor.v3_1.ContextPropagationOperator;
import org.jspecify.annotations.Nullable;

/**
 * Finds the parent of a span and hands the span's context upstream, in the Reactor Context. The places are, in this order:
 * our own entry; the entry of the instrumentation library's {@code ContextPropagationOperator}, whose static methods the
 * OpenTelemetry agent takes over; thread-locals restored by context-propagation, as Spring Boot does it; the current
 * context.
 */
final class Parents {

    /** Key of the OpenTelemetry context in the Reactor Context. */
    private static final Object KEY = Parents.class;

    private static final boolean OPERATOR =
            isPresent("io.opentelemetry.instrumentation.reactor.v3_1.ContextPropagationOperator");
    private static final boolean SNAPSHOTS = isPresent("io.micrometer.context.ContextSnapshotFactory");

    private Parents() {}

    /** Returns the parent for whoever subscribes with that context. */
    static Context find(reactor.util.context.Context subscriber) {
        Context own = subscriber.getOrDefault(KEY, null);
        if (own != null) {
            return OPERATOR ? newer(own, InstrumentationLibrary.read(subscriber, own)) : own;
        }
        if (OPERATOR) {
            Context foreign = InstrumentationLibrary.read(subscriber, Context.root());
            if (spanOf(foreign).getSpanContext().isValid()
                    || !Baggage.fromContext(foreign).isEmpty()) {
                return foreign;
            }
        }
        return SNAPSHOTS && !subscriber.isEmpty() ? Snapshots.read(subscriber) : Context.current();
    }

    /** Returns the Reactor Context with that OpenTelemetry context in every place where others may look for it. */
    static reactor.util.context.Context store(reactor.util.context.Context into, Context context) {
        reactor.util.context.Context own = into.put(KEY, context);
        return OPERATOR ? InstrumentationLibrary.write(own, context) : own;
    }

    /** Returns the OpenTelemetry context of an entry of ours, null if there is none. */
    static @Nullable Context own(reactor.util.context.ContextView view) {
        return view.getOrDefault(KEY, null);
    }

    /** We always write both entries, so one that differs from ours was written later, nearer to us. */
    private static Context newer(Context own, Context foreign) {
        return spanOf(foreign).getSpanContext().isValid()
                        && !spanOf(foreign).getSpanContext().equals(spanOf(own).getSpanContext())
                ? foreign
                : own;
    }

    private static Span spanOf(Context context) {
        return Span.fromContext(context);
    }

    private static boolean isPresent(String name) {
        try {
            Class.forName(name, false, Parents.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError absent) {
            return false;
        }
    }

    /** Touched only if the instrumentation library is there. */
    private static final class InstrumentationLibrary {

        static Context read(reactor.util.context.Context view, Context fallback) {
            return ContextPropagationOperator.getOpenTelemetryContext(view, fallback);
        }

        static reactor.util.context.Context write(reactor.util.context.Context into, Context context) {
            return ContextPropagationOperator.storeOpenTelemetryContext(into, context);
        }
    }

    /** Touched only if context-propagation is there. */
    private static final class Snapshots {

        private static final ContextSnapshotFactory FACTORY =
                ContextSnapshotFactory.builder().build();

        static Context read(reactor.util.context.Context view) {
            ContextSnapshot snapshot = FACTORY.captureFrom(view);
            try (ContextSnapshot.Scope ignored = snapshot.setThreadLocals()) {
                return Context.current();
            }
        }
    }
}
