package dev.weir.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import java.util.Objects;

/**
 * Puts {@link Session} and {@link Attribution} on every span of the process that starts under one of this library's, also
 * those of other instrumentations, for example HTTP and databases. Not there unless added to the SDK.
 *
 * <pre>{@code Tracing.configure(config -> config.spanProcessor(AmbientSpanProcessor.create()))}</pre>
 *
 * <p>Attributes that a span already has stay. Samplers do not see what is added here.
 */
public final class AmbientSpanProcessor implements SpanProcessor {

    private final Ambient ambient;

    private AmbientSpanProcessor(Ambient ambient) {
        this.ambient = ambient;
    }

    /** Returns a processor with the standard names, which takes nothing from baggage. */
    public static AmbientSpanProcessor create() {
        return create(Ambient.DEFAULT);
    }

    /**
     * Returns a processor with these names; with {@link Ambient#readBaggage} it also serves spans in services that get the
     * fields as baggage.
     */
    public static AmbientSpanProcessor create(Ambient ambient) {
        return new AmbientSpanProcessor(Objects.requireNonNull(ambient, "ambient"));
    }

    @Override
    public void onStart(Context parentContext, ReadWriteSpan span) {
        Surroundings known = Surroundings.of(parentContext, ambient);
        boolean within = has(span, ambient.name(Ambient.Field.SESSION));
        // A span that names a session of its own has nothing to do with the notes of the one around.
        Surroundings told = within ? new Surroundings(null, known.attribution()) : known;
        told.describe(ambient, false, (name, value) -> {
            if (!has(span, name)) {
                span.setAttribute(name, value);
            }
        });
    }

    private static boolean has(ReadWriteSpan span, String name) {
        return span.getAttribute(AttributeKey.stringKey(name)) != null;
    }

    @Override
    public boolean isStartRequired() {
        return true;
    }

    @Override
    public void onEnd(ReadableSpan span) {}

    @Override
    public boolean isEndRequired() {
        return false;
    }
}
