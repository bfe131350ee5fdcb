package dev.weir.tracing;

import dev.weir.spi.CallEvents;
import java.net.URI;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Hears from the transport on behalf of one span: reopens its scope there and writes trace headers if asked to. */
final class SpanEvents implements CallEvents {

    private final Telemetry telemetry;
    private final Recording<?> recording;
    private final SpanScope scope;

    SpanEvents(Telemetry telemetry, Recording<?> recording, SpanScope scope) {
        this.telemetry = telemetry;
        this.recording = recording;
        this.scope = scope;
    }

    @Override
    public Scope enter() {
        return scope.open();
    }

    @Override
    public void requestHeaders(URI uri, BiConsumer<String, String> setter) {
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
