package dev.weir.tracing;

import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.util.Loggers;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * Where the content of calls is recorded: instructions, messages, tool arguments and results, query texts, documents, and
 * what tools are for. Nowhere by default. Set for all calls by {@link TracingBuilder#captureContent}, or for some of them in
 * the Reactor Context, which wins:
 *
 * <pre>{@code model.call(request).contextWrite(ContentCapture.NO_CONTENT)}</pre>
 */
public enum ContentCapture implements Function<Context, Context> {
    /** Nowhere; the default. */
    NO_CONTENT,
    /** As attributes of spans. */
    SPAN_ONLY,
    /** As attributes of the event {@code gen_ai.client.inference.operation.details}, which model calls have. */
    EVENT_ONLY,
    /** In both places. */
    SPAN_AND_EVENT;

    private static final String PROPERTY = "otel.instrumentation.genai.capture-message-content";
    private static final String VARIABLE = "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT";

    /** Returns whether spans carry content. */
    public boolean onSpan() {
        return this == SPAN_ONLY || this == SPAN_AND_EVENT;
    }

    /** Returns whether events carry content. */
    public boolean onEvent() {
        return this == EVENT_ONLY || this == SPAN_AND_EVENT;
    }

    /** Puts this into a Reactor Context; for {@code contextWrite}. */
    @Override
    public Context apply(Context context) {
        return context.put(ContentCapture.class, this);
    }

    /** Returns what that context asks for, {@code otherwise} if nothing. */
    static ContentCapture from(ContextView context, ContentCapture otherwise) {
        ContentCapture asked = context.getOrDefault(ContentCapture.class, null);
        return asked == null ? otherwise : asked;
    }

    /**
     * Returns what the environment asks for: one of the constants or {@code true} ({@link #SPAN_AND_EVENT}) or {@code false},
     * in any case. An unknown value is logged and means {@link #NO_CONTENT}.
     */
    static ContentCapture fromEnvironment(
            Function<String, @Nullable String> properties, Function<String, @Nullable String> variables) {
        String asked = Semconv.setting(properties, variables, PROPERTY, VARIABLE);
        if (asked == null) {
            return NO_CONTENT;
        }
        switch (asked.toUpperCase(Locale.ROOT)) {
            case "NO_CONTENT", "FALSE":
                return NO_CONTENT;
            case "SPAN_ONLY":
                return SPAN_ONLY;
            case "EVENT_ONLY":
                return EVENT_ONLY;
            case "SPAN_AND_EVENT", "TRUE":
                return SPAN_AND_EVENT;
            default:
                Loggers.getLogger(Tracing.class)
                        .warn(
                                "{} is \"{}\"; known are NO_CONTENT, SPAN_ONLY, EVENT_ONLY, SPAN_AND_EVENT, true and"
                                        + " false. Recording no content",
                                VARIABLE,
                                asked);
                return NO_CONTENT;
        }
    }
}
