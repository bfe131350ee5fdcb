package dev.weir.tracing;

import dev.weir.FinishReason;
import dev.weir.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes finish reasons in the words of the conventions. */
final class FinishReasons {

    static final String ERROR = "error";

    private FinishReasons() {}

    /** Returns one word per choice. */
    static List<String> of(List<Response.Choice> choices) {
        List<String> words = new ArrayList<>(choices.size());
        for (Response.Choice choice : choices) {
            words.add(of(choice.finishReason(), choice.rawFinishReason()));
        }
        return words;
    }

    /** Returns the word for a reason; a provider's word that nobody knows is passed through in lower case. */
    static String of(FinishReason reason, @Nullable String raw) {
        return switch (reason) {
            case STOP -> "stop";
            case LENGTH, CONTEXT_LENGTH -> "length";
            case TOOL_CALLS -> "tool_call";
            case CONTENT_FILTER, REFUSAL -> "content_filter";
            case COMPACTION -> "compaction";
            case ERROR -> ERROR;
            case OTHER -> other(raw);
        };
    }

    private static String other(@Nullable String raw) {
        if (raw == null || raw.isBlank()) {
            return ERROR;
        }
        String word = raw.toLowerCase(Locale.ROOT);
        return switch (word) {
            case "pause_turn" -> "stop";
            case "malformed_function_call",
                    "unexpected_tool_call",
                    "language",
                    "no_image",
                    "other",
                    "malformed_model_output",
                    "malformed_tool_use" -> ERROR;
            default -> word;
        };
    }
}
