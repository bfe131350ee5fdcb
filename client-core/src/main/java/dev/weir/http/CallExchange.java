package dev.weir.http;

import dev.weir.LlmException;
import dev.weir.Response;
import dev.weir.spi.ResponseHeaders;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;

/** An exchange whose answer is read as a whole. */
final class CallExchange<T> extends Exchange<T> {

    private final AnswerReader<T> reader;
    private final int limit;
    private int status;
    private @Nullable BodyBuffer collected;
    private volatile boolean requested;
    private @Nullable T result;

    CallExchange(
            HttpTransport transport,
            HttpCall call,
            AnswerReader<T> reader,
            int limit,
            CoreSubscriber<? super T> actual) {
        super(transport, call, actual);
        this.reader = reader;
        this.limit = limit;
    }

    @Override
    public void request(long n) {
        if (Operators.validate(n) && !requested) {
            requested = true;
            onLoop(this::deliver);
        }
    }

    @Override
    void onHead(int code) {
        status = code;
        events.responseHead(code, reader.headers().requestId(headers));
        collected = new BodyBuffer(code >= 300 ? Math.min(limit, ErrorBodies.LIMIT) : limit);
        Long length = ResponseHeaders.number(headers.get("content-length"));
        collected.expect(length == null ? 0 : length);
    }

    @Override
    void bodyReady() {
        requestBody(Long.MAX_VALUE);
    }

    @Override
    void onBytes(ByteBuf bytes) {
        progress = true;
        BodyBuffer buffer = collected;
        if (buffer == null || isEnded() || buffer.add(bytes)) {
            return;
        }
        if (status >= 300) {
            onBodyEnd();
        } else {
            failNow(Failures.decode(
                    TooLargeException.body(limit), call, headers, reader.headers(), secrets, new byte[0], 0, 0, null));
        }
    }

    @Override
    void onBodyEnd() {
        BodyBuffer buffer = collected;
        if (buffer == null || isEnded() || result != null) {
            return;
        }
        byte[] body = buffer.toByteArray();
        if (status >= 300) {
            failNow(ErrorBodies.failure(status, body, call, headers, reader::error, reader.headers(), secrets));
            return;
        }
        try {
            result = reader.read(body, headers);
        } catch (RuntimeException | LinkageError failure) {
            LlmException error =
                    Failures.decode(failure, call, headers, reader.headers(), secrets, body, 0, body.length, null);
            afterRead(() -> failNow(error));
            return;
        }
        afterRead(this::deliver);
    }

    private void deliver() {
        T ready = result;
        if (ready != null && requested && end()) {
            stopTimers();
            actual.onNext(ready);
            actual.onComplete();
        }
    }

    @Override
    void release() {
        collected = null;
    }

    @Override
    @Nullable
    Response partial() {
        return null;
    }

    @Override
    boolean isHungry() {
        return result == null;
    }

    @Override
    boolean isBeforeFirstChunk() {
        return false;
    }

    @Override
    @Nullable
    Duration firstChunkLimit() {
        return null;
    }
}
