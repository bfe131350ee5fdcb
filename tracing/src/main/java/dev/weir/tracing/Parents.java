package dev.weir.tracing;

import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ContextSnapshot;
import io.micrometer.context.ContextSnapshotFactory;
import io.micrometer.context.ThreadLocalAccessor;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Context;
import io.opentelemetry.instrumentation.reactor.v3_1.ContextPropagationOperator;
import org.jspecify.annotations.Nullable;

/**
 * Finds the parent of a span and hands the span's context upstream, in the Reactor Context. The places are, in this order:
 * our own entry; the entry of the instrumentation library's {@code ContextPropagationOperator}, whose static methods the
 * OpenTelemetry agent takes over; thread-locals restored by context-propagation, as Spring Boot does it; the current
 * context. What others wrote into the Reactor Context after our entry is nearer to the call, and wins.
 */
final class Parents {

    /** Key of the OpenTelemetry context in the Reactor Context. */
    private static final Object KEY = Parents.class;

    private static final boolean OPERATOR =
            isPresent("io.opentelemetry.instrumentation.reactor.v3_1.ContextPropagationOperator");
    private static final boolean SNAPSHOTS = isPresent("io.micrometer.context.ContextSnapshotFactory");

    private Parents() {}

    /**
     * Our entry.
     *
     * @param context what it says
     * @param outside the Reactor Context it was put into, by which later entries of others can be told from earlier
     *     ones
     */
    private record Entry(Context context, reactor.util.context.Context outside) {}

    /** Returns the parent for whoever subscribes with that context. */
    static Context find(reactor.util.context.Context subscriber) {
        Entry own = subscriber.getOrDefault(KEY, null);
        if (own != null) {
            return nearest(own, subscriber);
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
        reactor.util.context.Context own = into.put(KEY, new Entry(context, outside(into)));
        return OPERATOR ? InstrumentationLibrary.write(own, context) : own;
    }

    /** Entries do not hold on to each other: what is written in between is rarely anything that would be restored. */
    private static reactor.util.context.Context outside(reactor.util.context.Context into) {
        Entry before = into.getOrDefault(KEY, null);
        if (!SNAPSHOTS) {
            return reactor.util.context.Context.empty();
        }
        return before == null || Snapshots.isChanged(before.outside(), into) ? into : before.outside();
    }

    /** Returns the OpenTelemetry context of an entry of ours, null if there is none. */
    static @Nullable Context own(reactor.util.context.ContextView view) {
        Entry own = view.getOrDefault(KEY, null);
        return own == null ? null : own.context();
    }

    /** Returns what others wrote later than our entry, that is nearer to the subscriber's source; else our entry. */
    private static Context nearest(Entry own, reactor.util.context.Context subscriber) {
        if (OPERATOR) {
            // We always write both entries, so one that differs from ours was written later.
            Context foreign = InstrumentationLibrary.read(subscriber, own.context());
            if (isOther(foreign, own.context())) {
                return foreign;
            }
        }
        if (SNAPSHOTS && Snapshots.isChanged(own.outside(), subscriber)) {
            Context restored = Snapshots.readAlone(subscriber);
            if (isOther(restored, Snapshots.readAlone(own.outside()))) {
                return restored;
            }
        }
        return own.context();
    }

    private static boolean isOther(Context found, Context known) {
        SpanContext span = spanOf(found).getSpanContext();
        return span.isValid() && !span.equals(spanOf(known).getSpanContext());
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
        private static final ContextSnapshotFactory CLEARING =
                ContextSnapshotFactory.builder().clearMissing(true).build();

        /** Returns whether a value that would be restored was written between the two contexts. */
        static boolean isChanged(reactor.util.context.Context outside, reactor.util.context.Context inside) {
            for (ThreadLocalAccessor<?> accessor : ContextRegistry.getInstance().getThreadLocalAccessors()) {
                Object key = accessor.key();
                if (inside.getOrDefault(key, null) != outside.getOrDefault(key, null)) {
                    return true;
                }
            }
            return false;
        }

        /** Returns what is current with the values of that context restored, beside what is current already. */
        static Context read(reactor.util.context.Context view) {
            return read(FACTORY, view);
        }

        /**
         * Returns what is current with only the values of that context: others may have been restored on this thread.
         */
        static Context readAlone(reactor.util.context.Context view) {
            return read(CLEARING, view);
        }

        private static Context read(ContextSnapshotFactory factory, reactor.util.context.Context view) {
            ContextSnapshot snapshot = factory.captureFrom(view);
            try (ContextSnapshot.Scope ignored = snapshot.setThreadLocals()) {
                return Context.current();
            }
        }
    }
}
