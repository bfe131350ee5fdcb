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
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Exceptions;
import reactor.core.publisher.Operators;
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

    final CoreSubscriber<? super T> actual;
    final HttpCall call;
    final CallEvents events;
    private final HttpTransport transport;
    final HeadSubscriber waiting = new HeadSubscriber(this);
    private final PhaseTimer phaseTimer = new PhaseTimer(this);
    private final IdleTimer idleTimer = new IdleTimer(this);

    private volatile int state;
    private volatile @Nullable EventLoop loop;
    private @Nullable Subscription body;
    private @Nullable Inflate inflate;

    /** Set by whoever sees progress; read and cleared by the idle timer. Event loop only. */
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
        phaseTimer.start(firstChunkLimit(), call.timeouts().total());
        try (CallEvents.Scope scope = events.enter()) {
            transport.connect(this).subscribe(waiting);
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
            waiting.abort();
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

    /**
     * Treats a subscriber that threw as cancelled (Reactive Streams, rule 2.13); event loop only. What it threw goes where
     * Reactor reports such things, and not up into Reactor Netty, which would release the bytes it hands over twice.
     */
    final void abandon(Throwable fault) {
        if (end()) {
            close();
        }
        Exceptions.throwIfJvmFatal(fault);
        Operators.onErrorDropped(fault, actual.currentContext());
    }

    /** Becomes ended if it was not; the one who gets true sends the terminal signal. Event loop only, once reading. */
    final boolean end() {
        return STATE.getAndSet(this, ENDED) != ENDED;
    }

    @Override
    public final void cancel() {
        onCancel();
        int was = STATE.getAndSet(this, ENDED);
        if (was != ENDED) {
            stopTimers();
            if (was == WAITING) {
                waiting.abort();
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
            return;
        }
        try {
            known.execute(task);
        } catch (RejectedExecutionException shutDown) {
            // the application shut the event loop down, which closed the connection and ended the exchange
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
        waiting.cancel();
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
            phaseTimer.stop();
        }
    }

    final void stopTimers() {
        phaseTimer.stop();
        idleTimer.stop();
    }

    /** Returns whether no chunk has arrived yet; any thread. */
    abstract boolean isBeforeFirstChunk();

    /** Ends because a limit has passed; any thread. The first chunk may just have arrived after all. */
    final void timeout(Phase phase, Duration limit) {
        if (state == WAITING) {
            fail(new LlmTimeoutException(phase, limit, null, call.model(), null));
        }
        if (state == READING) {
            onLoop(() -> {
                if (phase != Phase.FIRST_CHUNK || isBeforeFirstChunk()) {
                    failNow(new LlmTimeoutException(phase, limit, null, call.model(), partial()));
                }
            });
        }
    }

    /** The response head arrived, on the connection's event loop. */
    final void head(HttpClientResponse response, Connection connection) {
        loop = connection.channel().eventLoop();
        headers = new NettyHeaders(response.responseHeaders());
        if (!STATE.compareAndSet(this, WAITING, READING)) {
            connection.dispose();
            return;
        }
        try {
            open(response.status().code(), connection);
        } catch (RuntimeException broken) {
            failNow(Failures.network(broken, call, null));
            connection.dispose();
            return;
        }
        connection.inbound().receiveObject().subscribe(new BodySubscriber());
    }

    private void open(int status, Connection connection) {
        if (call.timeouts().responseHead() != null) {
            connection.removeHandler(NettyPipeline.ResponseTimeoutHandler);
        }
        Duration idle = call.timeouts().idle();
        if (idle != null) {
            idleTimer.start(connection.channel().eventLoop(), idle);
        }
        inflate = Inflate.of(headers.get("content-encoding"));
        onHead(status);
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
            try {
                read(message);
            } catch (Throwable fault) {
                abandon(fault);
            }
        }

        private void read(Object message) {
            ByteBuf bytes = message instanceof ByteBufHolder holder ? holder.content() : (ByteBuf) message;
            Inflate packed = inflate;
            if (packed == null) {
                onBytes(bytes);
            } else {
                try {
                    if (!packed.feed(bytes, Exchange.this::onBytes) && !isEnded()) {
                        requestBody(1);
                    }
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
                try {
                    packed.finish(Exchange.this::onBytes);
                } catch (DecompressionException broken) {
                    onBodyError(broken);
                    return;
                }
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
