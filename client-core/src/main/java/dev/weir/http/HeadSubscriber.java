package dev.weir.http;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.netty.Connection;
import reactor.util.context.Context;

/** Waits for the response head of an exchange, and lets go of what is under way when the exchange ends before it is there. */
final class HeadSubscriber implements CoreSubscriber<HttpTransport.Head> {

    private final Exchange<?> exchange;
    private volatile @Nullable Subscription subscription;
    private volatile @Nullable Connection connection;

    /** Written and read where the request is written. */
    private boolean reused;

    HeadSubscriber(Exchange<?> exchange) {
        this.exchange = exchange;
    }

    /** The request goes out on that connection; called before it is looked at whether the exchange has ended. */
    void sending(Connection to) {
        connection = to;
        reused = Acquired.markUsed(to);
    }

    /** Returns whether the connection that the request goes out on had served another before. */
    boolean isReused() {
        return reused;
    }

    /** Stops waiting; any thread, any number of times. */
    void cancel() {
        Subscription waiting = subscription;
        if (waiting != null) {
            waiting.cancel();
        }
    }

    /**
     * Stops waiting and closes the connection on which the request went out; any thread. Cancelling alone is not enough: when
     * it meets the head, Reactor Netty's retrying subscriber drops the connection with the head, and nobody closes it.
     */
    void abort() {
        cancel();
        Connection open = connection;
        if (open != null) {
            open.dispose();
        }
    }

    @Override
    public Context currentContext() {
        return exchange.actual.currentContext();
    }

    @Override
    public void onSubscribe(Subscription given) {
        subscription = given;
        if (exchange.isEnded()) {
            given.cancel();
        } else {
            given.request(Long.MAX_VALUE);
        }
    }

    @Override
    public void onNext(HttpTransport.Head head) {
        exchange.head(head.response(), head.connection());
    }

    @Override
    public void onError(Throwable failure) {
        exchange.fail(Failures.network(failure, exchange.call, null));
    }

    @Override
    public void onComplete() {
        // the head was passed on, or there is none because the exchange was cancelled
    }
}
