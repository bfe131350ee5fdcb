package dev.weir.google;

import dev.weir.FinishReason;

/**
 * Google's <a href="https://ai.google.dev/api/generate-content#FinishReason">finish reasons</a> in the common vocabulary.
 */
final class FinishReasons {

    private FinishReasons() {}

    /**
     * Returns what {@code raw} means.
     *
     * @param callSeen whether the candidate holds a function call: Google has no reason of its own for these
     */
    static FinishReason of(String raw, boolean callSeen) {
        return switch (raw) {
            // Old clients ask for enums as numbers; beyond 5 the two APIs number them differently.
            case "STOP", "1" -> callSeen ? FinishReason.TOOL_CALLS : FinishReason.STOP;
            case "MAX_TOKENS", "2" -> FinishReason.LENGTH;
            case "SAFETY",
                    "3",
                    "RECITATION",
                    "4",
                    "BLOCKLIST",
                    "PROHIBITED_CONTENT",
                    "SPII",
                    "MODEL_ARMOR",
                    "IMAGE_SAFETY",
                    "IMAGE_PROHIBITED_CONTENT",
                    "IMAGE_RECITATION" -> FinishReason.CONTENT_FILTER;
            case "MALFORMED_FUNCTION_CALL",
                    "UNEXPECTED_TOOL_CALL",
                    "TOO_MANY_TOOL_CALLS",
                    "MISSING_THOUGHT_SIGNATURE",
                    "MALFORMED_RESPONSE",
                    "LANGUAGE",
                    "NO_IMAGE",
                    "IMAGE_OTHER" -> FinishReason.ERROR;
            default -> FinishReason.OTHER;
        };
    }
}
