package dev.weir.tracing.cost;

import dev.weir.Operation;
import dev.weir.Response;
import dev.weir.Usage;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Scannable;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * Stands between one subscriber and the source, counts what passes, and stops it when a budget is used up. Elements and
 * demand pass unchanged.
 *
 * <p>What a call has consumed by all appearances is kept as pending in its meters, so that several calls at once see each
 * other; when the call ends, what was reported takes its place before the signal is passed on.
 */
abstract class MeteredSubscriber<T> implements CoreSubscriber<T>, Subscription, Scannable {

    private static final int ACTIVE = 0;
    private static final int ENDED = 1;
    private static final int CANCELLED = 2;

    @SuppressWarnings("rawtypes")
    private static final AtomicIntegerFieldUpdater<MeteredSubscriber> STATE =
            AtomicIntegerFieldUpdater.newUpdater(MeteredSubscriber.class, "state");

    final CoreSubscriber<? super T> actual;
    final Metering.Call call;
    private final Operation.Target target;
    private final Metering.@Nullable Limit limit;
    private final Context context;
    private final Instant started = Instant.now();
    private final double promptTokens;

    private volatile int state;
    private volatile boolean relieved;
    private @Nullable Subscription upstream;
    private boolean done;
    private boolean over;

    /** What is pending in the meters. Guarded by {@code this}, as a cancel may come from any thread. */
    private double tokens;

    private double usd;
    private boolean settled;

    MeteredSubscriber(
            CoreSubscriber<? super T> actual,
            Metering.Call call,
            Operation.Target target,
            Metering.@Nullable Limit limit) {
        this.actual = actual;
        this.call = call;
        this.target = target;
        this.limit = limit;
        this.context = call.into(actual.currentContext(), this);
        this.promptTokens = call.limited() ? PromptSize.of(call.operation(), call.estimator()) : 0;
    }

    final Operation.Target target() {
        return target;
    }

    /** Returns about how many tokens the prompt is; 0 if nobody wants to know. */
    final double promptTokens() {
        return promptTokens;
    }

    final double promptUsd() {
        Price price = price();
        return price == null ? 0 : price.usd(inputOf(Math.round(promptTokens))).doubleValue();
    }

    static Usage inputOf(long count) {
        return Usage.builder().count(Usage.Count.INPUT, count).build();
    }

    /** Returns what is charged for this call, as far as is known by now; null if nothing is. */
    final @Nullable Price price() {
        return call.table().price(target, servedModel(), started);
    }

    /** Leaves the counting to another one further in. */
    final void relieve() {
        pending(0, 0);
        relieved = true;
    }

    /** Counts the prompt for the time being, so that calls at once see each other from the beginning. */
    final void reserve() {
        if (estimates()) {
            pending(promptTokens, promptUsd());
        }
    }

    /** Returns whether it is up to this one to say what is pending. */
    final boolean estimates() {
        return call.limited() && !relieved;
    }

    final boolean isLimited() {
        return limit != null;
    }

    /** Sets what this call has consumed by all appearances. */
    final void pending(double newTokens, double newUsd) {
        synchronized (this) {
            if (settled) {
                return;
            }
            for (CostMeter meter : call.meters()) {
                meter.pend(newTokens - tokens, newUsd - usd);
            }
            tokens = newTokens;
            usd = newUsd;
        }
    }

    /** Takes note of an element. */
    abstract void count(T value);

    /** Returns whether an element is something the model generated, before which a stream may be stopped. */
    abstract boolean isOutput(T value);

    /** Returns the model that answers, null if not yet known. */
    abstract @Nullable String servedModel();

    /** Returns what was reported. */
    abstract Usage reported(@Nullable Throwable error);

    /** Returns whether the answer arrived whole. */
    abstract boolean isWhole();

    /** Returns the part of what is pending that no report covers, once nothing follows: tokens and US dollars. */
    abstract double[] unreported(@Nullable Throwable error);

    /** Returns what has arrived, for whoever is stopped. */
    abstract @Nullable Response partial();

    private void settle(@Nullable Throwable error) {
        if (relieved) {
            return;
        }
        Usage usage = reported(error);
        Cost known = call.table().cost(target, servedModel(), usage, started).orElse(null);
        Cost cost = known == null || isWhole() ? known : known.asEstimate();
        double[] rest = call.limited() ? unreported(error) : new double[2];
        synchronized (this) {
            if (settled) {
                return;
            }
            settled = true;
            for (CostMeter meter : call.meters()) {
                meter.settle(usage, cost, rest[0] - tokens, rest[1] - usd);
            }
        }
    }

    @Override
    public final Context currentContext() {
        return context;
    }

    @Override
    public final void onSubscribe(Subscription subscription) {
        if (Operators.validate(upstream, subscription)) {
            upstream = subscription;
            actual.onSubscribe(this);
        }
    }

    @Override
    public final void onNext(T value) {
        if (done) {
            Operators.onNextDropped(value, context);
            return;
        }
        boolean output = limit != null && isOutput(value);
        if (output && over) {
            stop();
            return;
        }
        try {
            count(value);
        } catch (RuntimeException failure) {
            // An estimator of the user's own; the stream must not run on unwatched.
            onError(Operators.onOperatorError(upstream, failure, value, context));
            return;
        }
        if (isWhole() && STATE.compareAndSet(this, ACTIVE, ENDED)) {
            settle(null);
        }
        over = limit != null && limit.budget().exceeded(limit.pot());
        if (output && over) {
            cancelUpstream();
            actual.onNext(value);
            fail();
        } else {
            actual.onNext(value);
        }
    }

    private void stop() {
        cancelUpstream();
        fail();
    }

    private void cancelUpstream() {
        done = true;
        Subscription source = upstream;
        if (source != null) {
            source.cancel();
        }
        if (STATE.compareAndSet(this, ACTIVE, ENDED)) {
            settle(null);
        }
    }

    private void fail() {
        Metering.Limit reached = limit;
        if (reached != null && state != CANCELLED) {
            actual.onError(new BudgetExceededException(
                    reached.budget(), reached.budget().spent(reached.pot()), target.model(), true, partial()));
        }
    }

    @Override
    public final void onError(Throwable error) {
        if (done) {
            Operators.onErrorDropped(error, context);
            return;
        }
        done = true;
        if (STATE.compareAndSet(this, ACTIVE, ENDED)) {
            settle(error);
        }
        actual.onError(error);
    }

    @Override
    public final void onComplete() {
        if (done) {
            return;
        }
        done = true;
        if (STATE.compareAndSet(this, ACTIVE, ENDED)) {
            settle(null);
        }
        actual.onComplete();
    }

    @Override
    public final void request(long n) {
        Subscription source = upstream;
        if (source != null) {
            source.request(n);
        }
    }

    @Override
    public final void cancel() {
        int before = STATE.getAndSet(this, CANCELLED);
        Subscription source = upstream;
        if (source != null) {
            source.cancel();
        }
        if (before == ACTIVE) {
            settle(null);
        }
    }

    @Override
    @SuppressWarnings("rawtypes")
    public final @Nullable Object scanUnsafe(Attr key) {
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
