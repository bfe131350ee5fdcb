package dev.weir.tracing;

import dev.weir.Operation;
import dev.weir.spi.CallEvents;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Scannable;
import reactor.core.publisher.Operators;

/**
 * Stands between one subscriber and the source. Elements and demand pass unchanged; the recording ends on whichever of
 * completion, failure, last element and cancel comes first, before that signal is passed on.
 *
 * <p>The span is current while the source is subscribed to and asked for the first time, so that instrumented clients find
 * their parent. A source may emit from within these calls; what the subscriber does then must not become a child of this
 * span, so its signals run under the context that was current before.
 */
final class TracedSubscriber<T> implements CoreSubscriber<T>, Subscription, Scannable {

    /** Key of the operation that is being recorded: a tracing further in must not record it a second time. */
    private static final Object OPERATION = TracedSubscriber.class;

    private static final int ACTIVE = 0;
    private static final int ENDED = 1;
    private static final int CANCELLED = 2;

    @SuppressWarnings("rawtypes")
    private static final AtomicIntegerFieldUpdater<TracedSubscriber> STATE =
            AtomicIntegerFieldUpdater.newUpdater(TracedSubscriber.class, "state");

    private final CoreSubscriber<? super T> actual;
    private final Recording<T> recording;
    private final Guard guard;
    private final SpanScope scope;
    private final reactor.util.context.Context context;
    private final boolean single;

    private volatile int state;
    private @Nullable Subscription upstream;
    private boolean requested;
    private boolean done;

    private TracedSubscriber(
            CoreSubscriber<? super T> actual, Recording<T> recording, Telemetry telemetry, boolean single) {
        this.actual = actual;
        this.recording = recording;
        this.guard = telemetry.guard();
        this.scope = new SpanScope(recording.context());
        this.context = enrich(actual.currentContext(), telemetry);
        this.single = single;
    }

    private reactor.util.context.Context enrich(reactor.util.context.Context present, Telemetry telemetry) {
        CallEvents events = new SpanEvents(telemetry, recording, scope);
        reactor.util.context.Context known = events.into(Parents.store(present, recording.context()));
        Operation operation = recording.operation();
        return recording.enrich(operation == null ? known : known.put(OPERATION, operation));
    }

    /** Subscribes {@code actual} to the source through a new recording; without one if telemetry fails to start. */
    static <T> void subscribe(
            Consumer<CoreSubscriber<? super T>> source,
            CoreSubscriber<? super T> actual,
            Telemetry telemetry,
            Recording.Factory<T> recordings,
            boolean single,
            @Nullable Operation operation) {
        if (operation != null && actual.currentContext().getOrDefault(OPERATION, null) == operation) {
            source.accept(actual);
            return;
        }
        Recording<T> recording = null;
        TracedSubscriber<T> traced = null;
        try {
            Context parent = Parents.find(actual.currentContext());
            recording = recordings.start(parent, actual.currentContext());
            traced = new TracedSubscriber<>(actual, recording, telemetry, single);
        } catch (Throwable failure) {
            telemetry.guard().failed(failure);
        }
        if (traced != null) {
            traced.subscribeTo(source);
            return;
        }
        if (recording != null) {
            recording.end(Ending.CANCEL, null);
        }
        source.accept(actual);
    }

    private void subscribeTo(Consumer<CoreSubscriber<? super T>> source) {
        CallEvents.Scope opened = scope.open();
        try {
            source.accept(this);
        } catch (Throwable failure) {
            end(ENDED, Ending.ERROR, failure);
            throw failure;
        } finally {
            opened.close();
        }
    }

    @Override
    public reactor.util.context.Context currentContext() {
        return context;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        if (Operators.validate(upstream, subscription)) {
            upstream = subscription;
            try (Scope ignored = scope.leave()) {
                actual.onSubscribe(this);
            }
        }
    }

    @Override
    public void onNext(T value) {
        if (done) {
            Operators.onNextDropped(value, context);
            return;
        }
        if (state == ACTIVE) {
            note(value);
        }
        if (scope.isOpen()) {
            try (Scope ignored = scope.leave()) {
                actual.onNext(value);
            }
        } else {
            actual.onNext(value);
        }
    }

    private void note(T value) {
        boolean last = single;
        try {
            last |= recording.next(value);
        } catch (Throwable failure) {
            guard.failed(failure);
        }
        if (last) {
            end(ENDED, Ending.COMPLETE, null);
        }
    }

    @Override
    public void onError(Throwable error) {
        if (done) {
            Operators.onErrorDropped(error, context);
            return;
        }
        done = true;
        end(ENDED, Ending.ERROR, error);
        if (state == CANCELLED) {
            Operators.onErrorDropped(error, context);
            return;
        }
        try (Scope ignored = scope.leave()) {
            actual.onError(error);
        }
    }

    @Override
    public void onComplete() {
        if (done) {
            return;
        }
        done = true;
        end(ENDED, Ending.COMPLETE, null);
        // A cancel that came first may still be ending the span on its own thread; its subscriber expects no signal.
        if (state != CANCELLED) {
            try (Scope ignored = scope.leave()) {
                actual.onComplete();
            }
        }
    }

    @Override
    public void request(long n) {
        Subscription source = upstream;
        if (source == null) {
            return;
        }
        if (requested) {
            source.request(n);
            return;
        }
        // Sources that work on demand (a callable, a generator) begin here rather than when they are subscribed to.
        requested = true;
        CallEvents.Scope opened = scope.open();
        try {
            source.request(n);
        } finally {
            opened.close();
        }
    }

    @Override
    public void cancel() {
        boolean first = state == ACTIVE && STATE.compareAndSet(this, ACTIVE, CANCELLED);
        if (first && !recording.surroundsOthers()) {
            end(Ending.CANCEL, null);
            first = false;
        }
        try {
            Subscription source = upstream;
            if (source != null) {
                source.cancel();
            }
        } finally {
            if (first) {
                end(Ending.CANCEL, null);
            }
        }
    }

    private void end(int next, Ending ending, @Nullable Throwable error) {
        if (state == ACTIVE && STATE.compareAndSet(this, ACTIVE, next)) {
            end(ending, error);
        }
    }

    private void end(Ending ending, @Nullable Throwable error) {
        try {
            recording.end(ending, error);
        } catch (Throwable failure) {
            guard.failed(failure);
        }
    }

    @Override
    @SuppressWarnings("rawtypes")
    public @Nullable Object scanUnsafe(Attr key) {
        if (key == Attr.PARENT) {
            return upstream;
        }
        if (key == Attr.ACTUAL) {
            return actual;
        }
        if (key == Attr.TERMINATED) {
            return done;
        }
        if (key == Attr.CANCELLED) {
            return state == CANCELLED;
        }
        return key == Attr.RUN_STYLE ? Attr.RunStyle.SYNC : null;
    }
}
