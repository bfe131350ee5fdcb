package dev.weir.tracing;

import dev.weir.Operation;
import dev.weir.spi.CallEvents;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import java.net.URI;
import java.time.Duration;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Hears from the transport on behalf of one span: reopens its scope there, writes trace headers if asked to, and notes attempts
 * and times of the connection as events of the span, if asked to. Only calls to a model have such events; a step or an agent
 * around them hears of them as well, but they are not its own.
 */
final class SpanEvents implements CallEvents {

    private static final AttributeKey<Long> ATTEMPT = AttributeKey.longKey("weir.attempt.number");
    private static final AttributeKey<Double> ATTEMPT_WAIT = AttributeKey.doubleKey("weir.attempt.wait");
    private static final AttributeKey<String> WAIT_REASON = AttributeKey.stringKey("weir.wait.reason");
    private static final AttributeKey<Double> WAIT_DURATION = AttributeKey.doubleKey("weir.wait.duration");
    private static final AttributeKey<Double> CONNECT_DURATION = AttributeKey.doubleKey("weir.connect.duration");
    private static final AttributeKey<Boolean> CONNECT_REUSED = AttributeKey.booleanKey("weir.connect.reused");
    private static final AttributeKey<Long> STATUS = AttributeKey.longKey("http.response.status_code");
    private static final double NANOS = 1e-9;

    private final Telemetry telemetry;
    private final Recording<?> recording;
    private final SpanScope scope;
    private final boolean attempts;
    private final boolean connections;

    SpanEvents(Telemetry telemetry, Recording<?> recording, SpanScope scope) {
        this.telemetry = telemetry;
        this.recording = recording;
        this.scope = scope;
        boolean call = recording.operation() instanceof Operation.Inference
                || recording.operation() instanceof Operation.Embedding
                || recording.operation() instanceof Operation.Rerank;
        this.attempts = call && telemetry.settings().has(Extra.ATTEMPT_EVENTS);
        this.connections = call && telemetry.settings().has(Extra.CONNECTION_EVENTS);
    }

    @Override
    public void attemptStarted(int attempt) {
        if (attempts) {
            note("weir.attempt.started", Attributes.of(ATTEMPT, (long) attempt));
        }
    }

    @Override
    public void attemptFailed(int attempt, Throwable error, Duration wait) {
        if (attempts) {
            note(
                    "weir.attempt.failed",
                    Attributes.of(
                            ATTEMPT,
                            (long) attempt,
                            Names.ERROR_TYPE,
                            ErrorTypes.of(error),
                            ATTEMPT_WAIT,
                            seconds(wait)));
        }
    }

    @Override
    public void waited(String reason, Duration duration) {
        if (attempts || connections) {
            note("weir.wait", Attributes.of(WAIT_REASON, reason, WAIT_DURATION, seconds(duration)));
        }
    }

    @Override
    public void connected(Duration duration, boolean reused) {
        if (connections) {
            note("weir.connected", Attributes.of(CONNECT_DURATION, seconds(duration), CONNECT_REUSED, reused));
        }
    }

    @Override
    public void responseHead(int status, @Nullable String requestId) {
        if (connections) {
            note("weir.response.head", Attributes.of(STATUS, (long) status));
        }
    }

    private void note(String name, Attributes attributes) {
        telemetry.guard().run(() -> Span.fromContext(recording.context()).addEvent(name, attributes));
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() * NANOS;
    }

    @Override
    public Scope enter() {
        return scope.open();
    }

    @Override
    public void requestHeaders(URI uri, BiConsumer<String, String> setter) {
        recording.requestHeaders(uri, setter);
        telemetry.guard().run(() -> {
            if (telemetry.settings().propagateTo().test(uri)) {
                telemetry.propagators().getTextMapPropagator().inject(recording.context(), setter, SpanEvents::write);
            }
        });
    }

    @Override
    public void bytesReceived() {
        try {
            recording.bytesReceived();
        } catch (RuntimeException failure) {
            telemetry.guard().failed(failure);
        }
    }

    @Override
    public void eventDecoded() {
        try {
            recording.eventDecoded();
        } catch (RuntimeException failure) {
            telemetry.guard().failed(failure);
        }
    }

    private static void write(@Nullable BiConsumer<String, String> headers, String name, String value) {
        if (headers != null) {
            headers.accept(name, value);
        }
    }
}
