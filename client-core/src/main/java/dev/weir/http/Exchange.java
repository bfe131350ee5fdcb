package dev.weir.http;

import dev.weir.LlmException;
import dev.weir.LlmTimeoutException;
import dev.weir.LlmTimeoutException.Phase;
import dev.weir.Response;
import dev.weir.spi.CallEvents;
import dev.weir.spi.Headers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufHolder;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.compression.DecompressionException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Schedulers;
import reactor.netty.Connection;
import reactor.netty.NettyPipeline;
import reactor.netty.http.client.HttpClientResponse;
import reactor.util.context.Context;

/**
 * One subscription's exchange with a provider, from credentials to the end of the body: the state machine that calls and
 * streams share.
 *
 * <p>Before the response head the exchange is {@link #WAITING} and may be ended from any thread. The head makes it
 * {@link #READING}; from then on everything happens on the connection's event loop, so that signals need no locks. An
 * exchange ends once: {@link #ENDED}.
 *
 * @param <T> what the subscriber receives
 */
abstract class Exchange<T> implements Subscription {

    static final int WAITING = 0;
    static final int READING = 1;
    static final int ENDED = 2;

    @SuppressWarnings("rawtypes")
    private static final AtomicIntegerFieldUpdater<Exchange> STATE =
            AtomicIntegerFieldUpdater.newUpdater(Exchange.class, "state");

    private static final long MIN_TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final int TICKS_PER_LIMIT = 8;

    final CoreSubscriber<? super T> actual;
    final HttpCall call;
    final CallEvents events;
    private final HttpTransport transport;

    private volatile int state;
    private volatile @Nullable Subscription connecting;
    private volatile @Nullable EventLoop loop;
    private volatile @Nullable Disposable phaseTimer;
    private @Nullable Subscription body;
    private io.netty.util.concurrent.@Nullable Future<?> ticker;
    private int idleTicks;
    private @Nullable Inflate inflate;

    /** Set by whoever sees progress; read and cleared by the idle ticker. Event loop only. */
    boolean progress;

    /** Credentials of this attempt. */
    Secrets secrets = Secrets.NONE;

    /** Response headers; before the head there are none. */
    Headers headers = Headers.NONE;

    Exchange(HttpTransport transport, HttpCall call, CoreSubscriber<? super T> actual) {
        this.transport = transport;
        this.call = call;
        this.actual = actual;
        this.events = CallEvents.from(actual.currentContext());
    }

    /** The response head arrived; the body follows. */
    abstract void onHead(int status);

    /** A piece of the body arrived; not to be kept. */
    abstract void onBytes(ByteBuf bytes);

    /** The body ended properly. */
    abstract void onBodyEnd();

    /** Returns what has arrived of the answer, null if nothing. */
    abstract @Nullable Response partial();

    /** Returns whether the subscriber waits for data, so that the idle limit counts. */
    abstract boolean isHungry();

    /** Lets go of everything that is buffered; called once when the exchange ends early. */
    abstract void release();

    /** Returns the limit up to the first chunk, null where there is no such thing. */
    abstract @Nullable Duration firstChunkLimit();

    final void start() {
        actual.onSubscribe(this);
        if (state == ENDED) {
            return;
        }
        startPhaseTimer();
        try (CallEvents.Scope scope = events.enter()) {
            transport.connect(this).subscribe(new HeadSubscriber());
        } catch (RuntimeException failure) {
            fail(Failures.network(failure, call, null));
        }
    }

    final boolean isEnded() {
        return state == ENDED;
    }

    /** Ends with an error, from any thread. */
    final void fail(LlmException failure) {
        if (STATE.compareAndSet(this, WAITING, ENDED)) {
            close();
            actual.onError(failure);
        } else if (state == READING) {
            onLoop(() -> failNow(failure));
        }
    }

    /** Ends with an error; event loop only. */
    final void failNow(LlmException failure) {
        if (end()) {
            close();
            actual.onError(failure);
        }
    }

    /** Becomes ended if it was not; the one who gets true sends the terminal signal. Event loop only, once reading. */
    final boolean end() {
        int was = STATE.getAndSet(this, ENDED);
        return was != ENDED;
    }

    @Override
    public final void cancel() {
        onCancel();
        if (STATE.getAndSet(this, ENDED) != ENDED) {
            stopTimers();
            Subscription connect = connecting;
            if (connect != null) {
                connect.cancel();
            }
            onLoop(this::close);
        }
    }

    /** The subscriber has left; any thread. */
    void onCancel() {}

    /** Returns whether the answer is whole although its body may not have ended; event loop only. */
    boolean isComplete() {
        return false;
    }

    final EventLoop loop() {
        return java.util.Objects.requireNonNull(loop, "no response yet");
    }

    /** Closes the exchange with the provider after its answer is complete. */
    final void closeBody() {
        if (body != null) {
            body.cancel();
        }
        endInflate();
    }

    /** Runs on the event loop, at once if already there; without a loop yet there is nothing to do. */
    final void onLoop(Runnable task) {
        EventLoop known = loop;
        if (known == null) {
            return;
        }
        if (known.inEventLoop()) {
            task.run();
        } else {
            known.execute(task);
        }
    }

    /** Runs after the bytes already read have been worked through, so that a finished connection is back in its pool. */
    final void afterRead(Runnable task) {
        EventLoop known = loop;
        if (known != null) {
            known.execute(task);
        }
    }

    /** Closes the exchange with the provider: the connection, or the stream of a shared connection. */
    final void close() {
        stopTimers();
        Subscription connect = connecting;
        if (connect != null) {
            connect.cancel();
        }
        if (!isComplete()) {
            closeBody();
        }
        release();
    }

    private void endInflate() {
        Inflate running = inflate;
        inflate = null;
        if (running != null) {
            running.close();
        }
    }

    /** Asks for more of the body; event loop only. */
    final void requestBody(long n) {
        if (body != null) {
            body.request(n);
        }
    }

    /** The first chunk is here; its limit no longer counts. */
    final void firstChunkArrived() {
        if (call.timeouts().total() == null) {
            stopPhaseTimer();
        }
    }

    final void stopTimers() {
        stopPhaseTimer();
        io.netty.util.concurrent.Future<?> running = ticker;
        if (running != null) {
            running.cancel(false);
        }
    }

    private void stopPhaseTimer() {
        Disposable timer = phaseTimer;
        if (timer != null) {
            timer.dispose();
        }
    }

    private void startPhaseTimer() {
        Duration total = call.timeouts().total();
        Duration first = firstChunkLimit();
        if (first != null && (total == null || first.compareTo(total) < 0)) {
            phaseTimer = Schedulers.parallel()
                    .schedule(() -> firstChunkLimitPassed(first, total), first.toNanos(), TimeUnit.NANOSECONDS);
        } else if (total != null) {
            phaseTimer = Schedulers.parallel()
                    .schedule(() -> timeout(Phase.TOTAL, total), total.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private void firstChunkLimitPassed(Duration first, @Nullable Duration total) {
        if (isBeforeFirstChunk()) {
            timeout(Phase.FIRST_CHUNK, first);
        } else if (total != null && state != ENDED) {
            long rest = total.minus(first).toNanos();
            phaseTimer = Schedulers.parallel().schedule(() -> timeout(Phase.TOTAL, total), rest, TimeUnit.NANOSECONDS);
            if (state == ENDED) {
                stopPhaseTimer();
            }
        }
    }

    /** Returns whether no chunk has arrived yet; any thread. */
    abstract boolean isBeforeFirstChunk();

    private void timeout(Phase phase, Duration limit) {
        if (state == WAITING) {
            fail(new LlmTimeoutException(phase, limit, null, call.model(), null));
        }
        if (state == READING) {
            onLoop(() -> failNow(new LlmTimeoutException(phase, limit, null, call.model(), partial())));
        }
    }

    private void startTicker(EventLoop eventLoop) {
        Duration idle = call.timeouts().idle();
        if (idle != null) {
            long tick = Math.max(MIN_TICK_NANOS, idle.toNanos() / TICKS_PER_LIMIT);
            ticker = eventLoop.scheduleAtFixedRate(() -> tick(idle), tick, tick, TimeUnit.NANOSECONDS);
        }
    }

    private void tick(Duration idle) {
        if (state == ENDED) {
            stopTimers();
        } else if (progress || !isHungry()) {
            progress = false;
            idleTicks = 0;
        } else if (++idleTicks >= TICKS_PER_LIMIT) {
            failNow(new LlmTimeoutException(Phase.IDLE, idle, null, call.model(), partial()));
        }
    }

    private void head(HttpClientResponse response, Connection connection) {
        loop = connection.channel().eventLoop();
        headers = new NettyHeaders(response.responseHeaders());
        if (!STATE.compareAndSet(this, WAITING, READING)) {
            connection.dispose();
            return;
        }
        if (call.timeouts().responseHead() != null) {
            connection.removeHandler(NettyPipeline.ResponseTimeoutHandler);
        }
        startTicker(connection.channel().eventLoop());
        inflate = Inflate.of(headers.get("content-encoding"));
        onHead(response.status().code());
        connection.inbound().receiveObject().subscribe(new BodySubscriber());
    }

    /** Waits for the response head. */
    private final class HeadSubscriber implements CoreSubscriber<HttpTransport.Head> {

        @Override
        public Context currentContext() {
            return actual.currentContext();
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            connecting = subscription;
            if (state == ENDED) {
                subscription.cancel();
            } else {
                subscription.request(Long.MAX_VALUE);
            }
        }

        @Override
        public void onNext(HttpTransport.Head head) {
            head(head.response(), head.connection());
        }

        @Override
        public void onError(Throwable failure) {
            if (state == ENDED) {
                return;
            }
            fail(Failures.network(failure, call, null));
        }

        @Override
        public void onComplete() {
            // the head was passed on, or there is none because the exchange was cancelled
        }
    }

    /** Reads the body, on the event loop. */
    private final class BodySubscriber implements CoreSubscriber<Object> {

        @Override
        public Context currentContext() {
            return actual.currentContext();
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            if (!Operators.validate(body, subscription)) {
                return;
            }
            body = subscription;
            if (state == ENDED) {
                subscription.cancel();
            } else {
                bodyReady();
            }
        }

        @Override
        public void onNext(Object message) {
            ByteBuf bytes = message instanceof ByteBufHolder holder ? holder.content() : (ByteBuf) message;
            Inflate packed = inflate;
            if (packed == null) {
                onBytes(bytes);
            } else {
                try {
                    packed.feed(bytes, Exchange.this::onBytes);
                } catch (DecompressionException broken) {
                    onBodyError(broken);
                }
            }
        }

        @Override
        public void onError(Throwable failure) {
            onBodyError(failure);
        }

        @Override
        public void onComplete() {
            Inflate packed = inflate;
            if (packed != null) {
                packed.finish(Exchange.this::onBytes);
            }
            onBodyEnd();
        }
    }

    /** The body may be requested from now on. */
    abstract void bodyReady();

    /** The body broke off. */
    void onBodyError(Throwable failure) {
        failNow(Failures.network(failure, call, partial()));
    }
}
