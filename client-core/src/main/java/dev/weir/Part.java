package dev.weir;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One piece of a message. Content never shows in {@code toString}. */
public sealed interface Part {

    /**
     * Text.
     *
     * @param text the text, may be empty
     * @param citations sources of the text, in order; empty by default
     * @param providerData what the provider wants back with this part
     */
    record Text(
            String text, List<Citation> citations, @Nullable ProviderData providerData) implements Part {
        /** Copies the list. */
        public Text {
            Objects.requireNonNull(text, "text");
            citations = List.copyOf(citations);
        }

        /** Returns plain text. */
        public Text(String text) {
            this(text, List.of(), null);
        }

        @Override
        public String toString() {
            return "Text[" + text.length() + " characters]";
        }
    }

    /**
     * An image.
     *
     * @param source where it comes from
     * @param detail how closely the model should look, in the provider's words; null for its default
     * @param providerData what the provider wants back with this part
     */
    record Image(
            MediaSource source,
            @Nullable String detail,
            @Nullable ProviderData providerData) implements Part {
        /** Returns an image without provider data. */
        public Image(MediaSource source, @Nullable String detail) {
            this(source, detail, null);
        }

        /** Returns an image seen at the provider's default detail. */
        public Image(MediaSource source) {
            this(source, null, null);
        }
    }

    /**
     * Sound.
     *
     * @param source where it comes from
     * @param transcript the spoken words, if known
     * @param providerData what the provider wants back with this part
     */
    record Audio(
            MediaSource source,
            @Nullable String transcript,
            @Nullable ProviderData providerData) implements Part {
        /** Returns sound without transcript. */
        public Audio(MediaSource source) {
            this(source, null, null);
        }

        @Override
        public String toString() {
            return "Audio[" + source + "]";
        }
    }

    /**
     * A moving picture.
     *
     * @param source where it comes from
     */
    record Video(MediaSource source) implements Part {}

    /**
     * A document such as a PDF or a plain text.
     *
     * @param source where it comes from
     * @param name its file name or title
     */
    record Document(MediaSource source, @Nullable String name) implements Part {
        @Override
        public String toString() {
            return "Document[" + source + "]";
        }
    }

    /**
     * What the model thought before answering.
     *
     * @param text the readable thoughts, empty if the provider hides them
     * @param providerData signature, encrypted or redacted thoughts, ids: what the provider wants back with this part
     */
    record Thinking(String text, @Nullable ProviderData providerData) implements Part {
        @Override
        public String toString() {
            return "Thinking[" + text.length() + " characters]";
        }
    }

    /**
     * A tool the model wants to have run.
     *
     * @param id the provider's id of the call, null where it gives none
     * @param name the tool's name
     * @param arguments the arguments as the model wrote them: JSON text for functions (may be empty or, from a confused
     *     model, invalid), free text for custom tools
     * @param providerData what the provider wants back with this part
     */
    record ToolCall(
            @Nullable String id,
            String name,
            String arguments,
            @Nullable ProviderData providerData) implements Part {
        /** Returns a call without provider data. */
        public ToolCall(@Nullable String id, String name, String arguments) {
            this(id, name, arguments, null);
        }

        @Override
        public String toString() {
            return "ToolCall[" + name + ", " + arguments.length() + " characters]";
        }
    }

    /**
     * The outcome of a tool call, sent back to the model in a message of role {@link Message.Role#TOOL}.
     *
     * @param callId the id of the call answered, null where the provider gave none
     * @param name the tool's name
     * @param content what the tool returned
     * @param error whether the tool failed
     */
    record ToolResult(@Nullable String callId, String name, List<Part> content, boolean error) implements Part {
        /** Copies the list. */
        public ToolResult {
            content = List.copyOf(content);
        }

        /** Answers {@code call} with text, usually JSON. */
        public static ToolResult of(ToolCall call, String text) {
            return new ToolResult(call.id(), call.name(), List.of(new Text(text)), false);
        }

        /** Answers {@code call} with a failure that the model may react to. */
        public static ToolResult failed(ToolCall call, String reason) {
            return new ToolResult(call.id(), call.name(), List.of(new Text(reason)), true);
        }

        /** Returns the text of the content, joined with nothing between. */
        public String text() {
            return Message.textOf(content);
        }

        @Override
        public String toString() {
            return "ToolResult[" + name + ", " + content.size() + " parts" + (error ? ", failed]" : "]");
        }
    }

    /**
     * The model's refusal to answer.
     *
     * @param text its words
     */
    record Refusal(String text) implements Part {
        @Override
        public String toString() {
            return "Refusal[" + text.length() + " characters]";
        }
    }

    /**
     * An item of the provider's own that Weir does not model (a web search it ran, a file citation ...), kept verbatim so
     * that going on with the same provider loses nothing. Other providers leave it out with a {@link Warning}.
     *
     * @param provider the wire family that understands it
     * @param type the provider's name for the kind of item
     * @param json the item as the provider wrote it
     */
    record Opaque(String provider, String type, String json) implements Part {
        @Override
        public String toString() {
            return "Opaque[" + provider + " " + type + "]";
        }
    }

    /**
     * A mark inside a request: everything before it may be cached by the provider. Ignored where caching is automatic.
     *
     * @param ttl how long the cache should live; null for the provider's default
     */
    record CachePoint(@Nullable Duration ttl) implements Part {}
}
