package dev.weir;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The provider answered with an error, as an HTTP status, as an error document under 200, or inside a stream. The nested
 * classes are what most callers tell apart; {@link #error()} has everything the provider said.
 */
public class ApiException extends LlmException {

    private static final long serialVersionUID = 1L;

    private final transient ApiError error;

    private ApiException(ApiError error, ModelId model, @Nullable Response partial) {
        super(message(error, model), null, model, partial);
        this.error = error;
    }

    /** Returns the exception class that fits {@code error}. */
    public static ApiException of(ApiError error, ModelId model, @Nullable Response partial) {
        return switch (error.kind()) {
            case BAD_REQUEST -> new BadRequest(error, model, partial);
            case AUTHENTICATION -> new Authentication(error, model, partial);
            case PERMISSION -> new Permission(error, model, partial);
            case NOT_FOUND -> new NotFound(error, model, partial);
            case RATE_LIMIT -> new RateLimited(error, model, partial);
            case QUOTA -> new QuotaExceeded(error, model, partial);
            case CONTENT_FILTER -> new ContentFiltered(error, model, partial);
            case CONTEXT_LENGTH -> new ContextTooLong(error, model, partial);
            case OVERLOADED -> new Overloaded(error, model, partial);
            case SERVER -> new ServerFailure(error, model, partial);
        };
    }

    private static String message(ApiError error, ModelId model) {
        StringBuilder text = new StringBuilder().append(model).append(": ");
        text.append(error.status() < 400 ? "error inside the answer" : "HTTP " + error.status());
        String code = error.code() != null ? error.code() : error.type();
        if (code != null) {
            text.append(" (").append(code).append(")");
        }
        if (error.message() != null) {
            text.append(": ").append(error.message());
        }
        if (error.param() != null) {
            text.append(" [param ").append(error.param()).append("]");
        }
        if (error.requestId() != null) {
            text.append(" [request id ").append(error.requestId()).append("]");
        }
        Duration wait = error.retryAfter();
        if (wait != null) {
            text.append(" [retry after ").append(wait.toMillis()).append(" ms]");
        }
        return text.toString();
    }

    /** Returns everything the provider said. */
    public ApiError error() {
        return error;
    }

    /** Returns the HTTP status, 200 for an error inside a stream that began well. */
    public int status() {
        return error.status();
    }

    /** Returns the provider's id of the exchange. */
    public Optional<String> requestId() {
        return Optional.ofNullable(error.requestId());
    }

    /** Returns how long the provider asks to wait. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(error.retryAfter());
    }

    /** Returns the first 8 KiB of the body as it came; may hold content. */
    public Optional<String> body() {
        return Optional.ofNullable(error.body());
    }

    @Override
    public boolean retryable() {
        return error.retryable();
    }

    /** Returns the provider's code, else its type, else the status; codes that are mere numbers are passed over. */
    @Override
    public String errorType() {
        String code = error.code();
        if (code != null && isWord(code)) {
            return code;
        }
        String type = error.type();
        return type != null && isWord(type) ? type : Integer.toString(error.status());
    }

    private static boolean isWord(String text) {
        return !text.isBlank() && !text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** The request is wrong. */
    public static final class BadRequest extends ApiException {
        private static final long serialVersionUID = 1L;

        private BadRequest(ApiError error, ModelId model, @Nullable Response partial) {
            super(error, model, partial);
        }
    }

    /** The key is missing or wrong. */
    public static final class Authentication extends ApiException {
        private static final long serialVersionUID = 1L;

        private Authentication(ApiError error, ModelId model, @Nullable Response partial) {
            super(error, model, partial);
        }
    }

    /** The key may not do this. */
    public static final class Permission extends ApiException {
        private static final long serialVersionUID = 1L;

        private Permission(ApiError error, ModelId model, @Nullable Response partial) {
            super(error, model, partial);
        }
    }

    /** No such model or resource. */
    public static final class NotFound extends ApiException {
        private static final long serialVersionUID = 1L;

        private NotFound(ApiError error, ModelId model, @Nullable Response partial) {
            super(error, model, partial);
        }
    }

    /** Too many requests or tokens for now; see {@link #retryAfter()}. */
    public static final class RateLimited extends ApiException {
        private static final long serialVersionUID = 1L;

        private RateLimited(ApiError error, ModelId model, @Nullable Response partial) {
            super(error, model, partial);
        }
    }

    /** The account has no credit left. */
    public static final class QuotaExceeded extends ApiException {
        private static final long serialVersionUID = 1L;

        private QuotaExceeded(ApiError error, ModelId model, @Nullable Response partial) {
            super(error, model, partial);
        }
    }

    /** The provider's filter blocked the request. */
    public static final class ContentFiltered extends ApiException {
        private static final long serialVersionUID = 1L;

        private ContentFiltered(ApiError error, ModelId model, @Nullable Response partial) {
            super(error, model, partial);
        }
    }

    /** The request does not fit into the context window. */
    public static final class ContextTooLong extends ApiException {
        private static final long serialVersionUID = 1L;

        private ContextTooLong(ApiError error, ModelId model, @Nullable Response partial) {
            super(error, model, partial);
        }
    }

    /** The provider is overloaded. */
    public static final class Overloaded extends ApiException {
        private static final long serialVersionUID = 1L;

        private Overloaded(ApiError error, ModelId model, @Nullable Response partial) {
            super(error, model, partial);
        }
    }

    /** The provider failed. */
    public static final class ServerFailure extends ApiException {
        private static final long serialVersionUID = 1L;

        private ServerFailure(ApiError error, ModelId model, @Nullable Response partial) {
            super(error, model, partial);
        }
    }
}
