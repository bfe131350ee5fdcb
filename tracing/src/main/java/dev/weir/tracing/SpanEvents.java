package dev.weir.tracing;

import dev.weir.spi.CallEvents;
import io.opentelemetry.context.Context;
import java.net.URI;
import java.util.function.BiConsumer;

/** Hears from the transport on behalf of one span: reopens its scope there and writes trace headers if asked to. */
final class SpanEvents implements CallEvents {

    private final Telemetry telemetry;
    private final Context context;
    private final SpanScope scope;

    SpanEvents(Telemetry telemetry, Context context, SpanScope scope) {
        this.telemetry = telemetry;
        this.context = context;
        this.scope = scope;
    }

    @Override
    public Scope enter() {
        return scope.open();
    }

    @Override
    public void requestHeaders(URI uri, BiConsumer<String, String> setter) {
        if (telemetry.settings().propagateTo().test(uri)) {
            telemetry.guard().run(() -> telemetry.propagators()
                    .getTextMapPropagator()
                    .inject(context, setter, (carrier, name, value) -> {
                        if (carrier != null) {
                            carrier.accept(name, value);
                        }
                    }));
        }
    }
}
