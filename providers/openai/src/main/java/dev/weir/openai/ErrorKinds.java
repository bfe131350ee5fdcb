package dev.weir.openai;

import dev.weir.ApiError.Kind;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Decides what kind of failure an error is: by its words where they are clearer than the status. */
final class ErrorKinds {

    private ErrorKinds() {}

    static Kind of(int status, ErrorFields error) {
        Kind byWords = byWords(error);
        return byWords != null && (status < 500 || byWords == Kind.OVERLOADED) ? byWords : Kind.ofStatus(status);
    }

    /** Returns the kind of an error inside a 200 answer, where only the document can tell. */
    static Kind inside(ErrorFields error) {
        Kind byWords = byWords(error);
        if (byWords != null) {
            return byWords;
        }
        if (error.numericStatus != null) {
            return Kind.ofStatus(error.numericStatus);
        }
        String words = (error.type + " " + error.code).toLowerCase(Locale.ROOT);
        if (words.contains("rate_limit") || words.contains("throttl")) {
            return Kind.RATE_LIMIT;
        }
        return words.contains("invalid")
                        || words.contains("badrequest")
                        || words.contains("bad_request")
                        || words.contains("image_")
                ? Kind.BAD_REQUEST
                : Kind.SERVER;
    }

    private static @Nullable Kind byWords(ErrorFields error) {
        if (error.moderated
                || is(
                        error,
                        "content_filter",
                        "content_policy_violation",
                        "ResponsibleAIPolicyViolation",
                        "bio_policy",
                        "image_content_policy_violation")) {
            return Kind.CONTENT_FILTER;
        }
        if (is(
                error,
                "insufficient_quota",
                "credit_balance_exhausted",
                "billing_hard_limit_reached",
                "budget_exceeded")) {
            return Kind.QUOTA;
        }
        if (is(error, "context_length_exceeded", "exceed_context_size_error", "context_window_exceeded")) {
            return Kind.CONTEXT_LENGTH;
        }
        if (is(error, "invalid_api_key", "authentication_error") || says(error, "incorrect api key")) {
            return Kind.AUTHENTICATION; // xAI answers 400 to a wrong key
        }
        if (is(error, "model_not_found")) {
            return Kind.NOT_FOUND;
        }
        return is(error, "server_is_overloaded", "overloaded_error", "overloaded", "engine_overloaded_error")
                        || says(error, "service is currently unavailable")
                ? Kind.OVERLOADED
                : null;
    }

    private static boolean is(ErrorFields error, String... words) {
        for (String word : words) {
            if (word.equalsIgnoreCase(error.code)
                    || word.equalsIgnoreCase(error.type)
                    || word.equalsIgnoreCase(error.subCode)) {
                return true;
            }
        }
        return false;
    }

    private static boolean says(ErrorFields error, String words) {
        return contains(error.message, words) || contains(error.code, words);
    }

    private static boolean contains(@Nullable String text, String words) {
        return text != null && text.toLowerCase(Locale.ROOT).contains(words);
    }
}
