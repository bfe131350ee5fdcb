package dev.weir.tracing;

import dev.weir.spi.CallEvents;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import io.opentelemetry.context.Scope;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/**
 * Makes one span's context current for as long as upstream is being subscribed to, and steps out of it again while a signal
 * goes downstream from within. May be open on several threads at once; outside of it an element costs one field read.
 */
final class SpanScope {

    private static final AtomicIntegerFieldUpdater<SpanScope> OPEN =
            AtomicIntegerFieldUpdater.newUpdater(SpanScope.class, "open");

    /** Under which the current context remembers what was current before; a key of our own tells whose scope it is. */
    private final ContextKey<Context> before = ContextKey.named("weir-before");

    private final Context context;
    private volatile int open;

    SpanScope(Context context) {
        this.context = context;
    }

    /** Opens the scope on this thread; close it on the same. Does nothing where it is open already. */
    @SuppressWarnings("MustBeClosedChecker") // closed by what is returned
    CallEvents.Scope open() {
        Context present = Context.current();
        if (present.get(before) != null) {
            return CallEvents.Scope.NONE;
        }
        Scope scope = context.with(before, present).makeCurrent();
        OPEN.incrementAndGet(this);
        return () -> {
            OPEN.decrementAndGet(this);
            scope.close();
        };
    }

    /** Returns whether the scope is open on some thread. */
    boolean isOpen() {
        return open != 0;
    }

    /** Steps out of the scope if it is open on this thread. */
    @SuppressWarnings("MustBeClosedChecker") // closed by the caller
    Scope leave() {
        Context outside = open == 0 ? null : Context.current().get(before);
        return outside == null ? Scope.noop() : outside.makeCurrent();
    }
}
