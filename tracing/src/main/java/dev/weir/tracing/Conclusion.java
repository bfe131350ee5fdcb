package dev.weir.tracing;

import dev.weir.ApiError;
import dev.weir.ApiException;
import dev.weir.LlmException;
import dev.weir.LlmTimeoutException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * How an operation ended, as dialects are told.
 *
 * @param outcome in what way
 * @param latency after how long
 * @param failure why it failed, null if its span counts as good
 * @param surroundings on whose behalf it ran, as its span says
 */
record Conclusion(Facts.Outcome outcome, Duration latency, Facts.@Nullable Failure failure, Surroundings surroundings) {

    private static final double NANOS = 1e9;
    private static final int FIRST_ERROR_STATUS = 400;

    /** Returns what is to be told; {@code errorType} is null if the span counts as good. */
    static Conclusion of(
            Ending ending,
            @Nullable Throwable error,
            @Nullable String errorType,
            double seconds,
            Surroundings surroundings) {
        Throwable root = ErrorTypes.root(error);
        return new Conclusion(
                outcome(ending, root),
                Duration.ofNanos(Math.round(seconds * NANOS)),
                errorType == null ? null : failure(errorType, ending, root),
                surroundings);
    }

    private static Facts.Outcome outcome(Ending ending, @Nullable Throwable root) {
        return switch (ending) {
            case COMPLETE -> Facts.Outcome.COMPLETED;
            case CANCEL -> Facts.Outcome.CANCELLED;
            case ERROR ->
                root instanceof LlmTimeoutException || root instanceof TimeoutException
                        ? Facts.Outcome.TIMED_OUT
                        : Facts.Outcome.FAILED;
        };
    }

    private static Facts.Failure failure(String type, Ending ending, @Nullable Throwable root) {
        if (root instanceof ApiException answered) {
            ApiError error = answered.error();
            Integer status = error.status() < FIRST_ERROR_STATUS ? null : error.status();
            return new Facts.Failure(type, status, error.retryAfter(), told(error, type));
        }
        String message = ending == Ending.CANCEL
                ? "cancelled by the subscriber"
                : root instanceof LlmException known ? known.getMessage() : null;
        return new Facts.Failure(type, null, null, message);
    }

    /** A provider's own text may repeat what it was sent, so it is not passed on. */
    private static String told(ApiError error, String type) {
        String kind = error.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        String where = error.status() < FIRST_ERROR_STATUS ? "inside the answer" : "HTTP " + error.status();
        return type.equals(Integer.toString(error.status()))
                ? kind + " (" + where + ")"
                : kind + " (" + where + ", " + type + ")";
    }
}
