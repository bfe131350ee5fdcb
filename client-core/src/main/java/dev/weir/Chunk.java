package dev.weir;

import org.jspecify.annotations.Nullable;

/**
 * One element of a streamed answer. Text, thinking and tool calls come as start, any number of deltas, and end; the three
 * share the index of their {@code part} within the answer. The last element is {@link Done}. Content never shows in
 * {@code toString}.
 */
public sealed interface Chunk {

    /** Returns the visible text this chunk adds to the first choice; empty for every other kind of chunk. */
    default String text() {
        return "";
    }

    /** Returns the index of the alternative answer this chunk belongs to; 0 unless several were asked for. */
    default int choice() {
        return 0;
    }

    /**
     * Returns whether this chunk carries something the model generated: text, thinking, refusal, tool call or a whole part.
     * The first such chunk marks the time to the first token.
     */
    default boolean isOutput() {
        return false;
    }

    /**
     * The provider began to answer; the first chunk of most streams.
     *
     * @param id the provider's id of the answer, null if not yet known
     * @param model the model that answers, null if not yet known
     */
    record Started(@Nullable String id, @Nullable String model) implements Chunk {}

    /**
     * A text part begins.
     *
     * @param choice index of the alternative answer
     * @param part index of the part within it
     */
    record TextStart(int choice, int part) implements Chunk {}

    /**
     * More text.
     *
     * @param choice index of the alternative answer
     * @param part index of the part within it
     * @param delta the text, never empty
     */
    record TextDelta(int choice, int part, String delta) implements Chunk {
        @Override
        public String text() {
            return choice == 0 ? delta : "";
        }

        @Override
        public boolean isOutput() {
            return true;
        }

        @Override
        public String toString() {
            return "TextDelta[" + choice + "." + part + ", " + delta.length() + " characters]";
        }
    }

    /**
     * A text part ends.
     *
     * @param choice index of the alternative answer
     * @param part index of the part within it
     * @param providerData what the provider wants back with the part
     */
    record TextEnd(int choice, int part, @Nullable ProviderData providerData) implements Chunk {}

    /**
     * A thinking part begins.
     *
     * @param choice index of the alternative answer
     * @param part index of the part within it
     */
    record ThinkingStart(int choice, int part) implements Chunk {}

    /**
     * More thinking.
     *
     * @param choice index of the alternative answer
     * @param part index of the part within it
     * @param delta the text, never empty
     */
    record ThinkingDelta(int choice, int part, String delta) implements Chunk {
        @Override
        public boolean isOutput() {
            return true;
        }

        @Override
        public String toString() {
            return "ThinkingDelta[" + choice + "." + part + ", " + delta.length() + " characters]";
        }
    }

    /**
     * A thinking part ends.
     *
     * @param choice index of the alternative answer
     * @param part index of the part within it
     * @param providerData signature and the like that the provider wants back with the part
     */
    record ThinkingEnd(int choice, int part, @Nullable ProviderData providerData) implements Chunk {}

    /**
     * A tool call begins.
     *
     * @param choice index of the alternative answer
     * @param part index of the part within it
     * @param id the provider's id of the call, null where it gives none
     * @param name the tool's name
     */
    record ToolCallStart(int choice, int part, @Nullable String id, String name) implements Chunk {
        @Override
        public boolean isOutput() {
            return true;
        }
    }

    /**
     * More of a tool call's arguments.
     *
     * @param choice index of the alternative answer
     * @param part index of the part within it
     * @param delta a piece of the arguments' text, never empty
     */
    record ToolCallDelta(int choice, int part, String delta) implements Chunk {
        @Override
        public boolean isOutput() {
            return true;
        }

        @Override
        public String toString() {
            return "ToolCallDelta[" + choice + "." + part + ", " + delta.length() + " characters]";
        }
    }

    /**
     * A tool call is complete.
     *
     * @param choice index of the alternative answer
     * @param part index of the part within it
     * @param call the whole call
     */
    record ToolCallEnd(int choice, int part, Part.ToolCall call) implements Chunk {}

    /**
     * More of a refusal in the model's words.
     *
     * @param choice index of the alternative answer
     * @param part index of the part within it
     * @param delta the text, never empty
     */
    record RefusalDelta(int choice, int part, String delta) implements Chunk {
        @Override
        public boolean isOutput() {
            return true;
        }

        @Override
        public String toString() {
            return "RefusalDelta[" + choice + "." + part + ", " + delta.length() + " characters]";
        }
    }

    /**
     * A part that arrives whole: an image, sound, or an item of the provider's own.
     *
     * @param choice index of the alternative answer
     * @param part index of the part within it
     * @param value the part
     */
    record PartAdded(int choice, int part, Part value) implements Chunk {
        @Override
        public boolean isOutput() {
            return true;
        }
    }

    /**
     * A source for a text part.
     *
     * @param choice index of the alternative answer
     * @param part index of the text part within it
     * @param citation the source
     */
    record CitationAdded(int choice, int part, Citation citation) implements Chunk {}

    /**
     * Token log probabilities.
     *
     * @param choice index of the alternative answer
     * @param json the entries for these tokens as the provider wrote them, comma-separated, without the brackets of a list
     */
    record LogprobsAdded(int choice, String json) implements Chunk {
        @Override
        public String toString() {
            return "LogprobsAdded[" + choice + "]";
        }
    }

    /**
     * What the call has consumed so far; a later one replaces an earlier one.
     *
     * @param usage the counts
     */
    record UsageUpdated(Usage usage) implements Chunk {}

    /**
     * An alternative answer is complete.
     *
     * @param choice index of the alternative answer
     * @param reason why it stopped
     * @param raw the provider's own word for it; null if it gave none
     */
    record Finished(
            int choice, FinishReason reason, @Nullable String raw) implements Chunk {}

    /**
     * A top-level value of the answer that Weir does not model.
     *
     * @param name the provider's name for it
     * @param json its value
     */
    record Extra(String name, String json) implements Chunk {
        @Override
        public String toString() {
            return "Extra[" + name + "]";
        }
    }

    /**
     * The whole answer; always the last element.
     *
     * @param response equal to what {@link Model#call} would have emitted
     */
    record Done(Response response) implements Chunk {}
}
