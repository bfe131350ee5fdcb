package dev.weir.tracing;

import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.util.Loggers;

/**
 * How the content of calls is recorded. Immutable; every setter returns a copy. Changed by {@link TracingBuilder#content}:
 *
 * <pre>{@code
 * Tracing.builder(openTelemetry)
 *         .content(content -> content.capture(ContentCapture.SPAN_ONLY).maxTextLength(4_000))
 *         .build();
 * }</pre>
 */
public final class ContentSettings {

    /** Nothing set. */
    public static final ContentSettings DEFAULT = new ContentSettings(new Object[Slot.values().length]);

    private static final String EVENT_PROPERTY = "otel.instrumentation.genai.emit-event";
    private static final String EVENT_VARIABLE = "OTEL_INSTRUMENTATION_GENAI_EMIT_EVENT";

    private enum Slot {
        CAPTURE,
        DETAILS_EVENT,
        REDACTOR,
        HOOK,
        MAX_TEXT,
        MAX_MEDIA,
        MEDIA,
        TOOL_DEFINITIONS,
        STRUCTURED
    }

    private final @Nullable Object[] values;

    private ContentSettings(@Nullable Object[] values) {
        this.values = values;
    }

    private ContentSettings set(Slot slot, @Nullable Object value) {
        @Nullable Object[] changed = values.clone();
        changed[slot.ordinal()] = value;
        return new ContentSettings(changed);
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // a slot holds what its setter puts there
    private <T> @Nullable T get(Slot slot) {
        return (T) values[slot.ordinal()];
    }

    private boolean is(Slot slot, boolean otherwise) {
        Boolean value = get(slot);
        return value == null ? otherwise : value;
    }

    private int length(Slot slot) {
        Integer value = get(slot);
        return value == null ? Integer.MAX_VALUE : value;
    }

    /**
     * Sets where content is recorded. By default what the property {@code otel.instrumentation.genai.capture-message-content}
     * or the variable {@code OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT} say, else {@link ContentCapture#NO_CONTENT}.
     */
    public ContentSettings capture(ContentCapture capture) {
        return set(Slot.CAPTURE, Objects.requireNonNull(capture, "capture"));
    }

    /**
     * Sets whether every model call is also told as an event, {@code gen_ai.client.inference.operation.details}; where events
     * carry no content, it has everything else. By default what {@code OTEL_INSTRUMENTATION_GENAI_EMIT_EVENT} says, else
     * whether events carry content.
     */
    public ContentSettings detailsEvent(boolean emitted) {
        return set(Slot.DETAILS_EVENT, emitted);
    }

    /** Sets what takes out of texts what must not be recorded; nothing by default. */
    public ContentSettings redactor(Redactor redactor) {
        return set(Slot.REDACTOR, Objects.requireNonNull(redactor, "redactor"));
    }

    /** Sets who sees all content before it is recorded; nobody by default. */
    public ContentSettings hook(ContentHook hook) {
        return set(Slot.HOOK, Objects.requireNonNull(hook, "hook"));
    }

    /**
     * Sets how many characters of a text are recorded; all by default. Longer texts are cut. Of JSON values such as the
     * arguments of a tool, texts inside are cut and what comes after is left out, so that the rest stays JSON.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public ContentSettings maxTextLength(int characters) {
        return set(Slot.MAX_TEXT, checked(characters));
    }

    /**
     * Sets how long, in characters of base64, an image or a sound may be to be recorded; any length by default. Of longer ones
     * only the type is recorded, as part of an image is no image.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public ContentSettings maxMediaLength(int characters) {
        return set(Slot.MAX_MEDIA, checked(characters));
    }

    private static int checked(int characters) {
        if (characters < 0) {
            throw new IllegalArgumentException("A length is 0 or more characters, not " + characters);
        }
        return characters;
    }

    /** Sets whether the bytes of images, sounds and documents are recorded; false by default: then only their type is. */
    public ContentSettings media(boolean bytes) {
        return set(Slot.MEDIA, bytes);
    }

    /**
     * Sets whether the tools offered are recorded as {@code gen_ai.tool.definitions}; true by default: name and type always,
     * what they are for and their parameters where content is captured.
     */
    public ContentSettings toolDefinitions(boolean recorded) {
        return set(Slot.TOOL_DEFINITIONS, recorded);
    }

    /**
     * Sets whether content on spans is structured, as it always is on events; false by default: then it is JSON text, which is
     * what most backends read.
     */
    public ContentSettings structuredAttributes(boolean structured) {
        return set(Slot.STRUCTURED, structured);
    }

    ContentCapture capture() {
        ContentCapture capture = get(Slot.CAPTURE);
        return capture == null ? ContentCapture.NO_CONTENT : capture;
    }

    /** Returns whether model calls are told as events; {@code content} says whether these have content to carry. */
    boolean hasDetailsEvent(boolean content) {
        return is(Slot.DETAILS_EVENT, content);
    }

    @Nullable
    Redactor redactor() {
        return get(Slot.REDACTOR);
    }

    @Nullable
    ContentHook hook() {
        return get(Slot.HOOK);
    }

    Limits limits() {
        return new Limits(length(Slot.MAX_TEXT), is(Slot.MEDIA, false) ? length(Slot.MAX_MEDIA) : 0);
    }

    boolean toolDefinitions() {
        return is(Slot.TOOL_DEFINITIONS, true);
    }

    boolean structuredAttributes() {
        return is(Slot.STRUCTURED, false);
    }

    /** Returns these settings with what is not set taken from the environment. */
    ContentSettings orEnvironment(
            Function<String, @Nullable String> properties, Function<String, @Nullable String> variables) {
        ContentSettings resolved = this;
        if (get(Slot.CAPTURE) == null) {
            resolved = resolved.capture(ContentCapture.fromEnvironment(properties, variables));
        }
        if (get(Slot.DETAILS_EVENT) == null) {
            resolved = resolved.set(Slot.DETAILS_EVENT, emitEvent(properties, variables));
        }
        return resolved;
    }

    private static @Nullable Boolean emitEvent(
            Function<String, @Nullable String> properties, Function<String, @Nullable String> variables) {
        String asked = Semconv.setting(properties, variables, EVENT_PROPERTY, EVENT_VARIABLE);
        if (asked == null) {
            return null;
        }
        switch (asked.toLowerCase(Locale.ROOT)) {
            case "true":
                return true;
            case "false":
                return false;
            default:
                Loggers.getLogger(Tracing.class)
                        .warn("{} is \"{}\"; known are true and false. Ignoring it", EVENT_VARIABLE, asked);
                return null;
        }
    }

    /** Names the capture; what redactor and hook are is nobody's business. */
    @Override
    public String toString() {
        return "ContentSettings[" + capture() + ", redactor=" + (redactor() != null) + ", hook=" + (hook() != null)
                + ", " + limits() + "]";
    }
}
