package dev.weir;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a provider said about a failure. Immutable; every setter returns a changed copy. */
public final class ApiError {

    /** The kinds of failure that callers tell apart. */
    public enum Kind {
        /** The request is wrong (400, 413, 422). */
        BAD_REQUEST(false),
        /** The key is missing or wrong (401). */
        AUTHENTICATION(false),
        /** The key may not do this (403). */
        PERMISSION(false),
        /** No such model or resource (404). */
        NOT_FOUND(false),
        /** Too many requests or tokens for now (429). */
        RATE_LIMIT(true),
        /** The account has no credit left; waiting does not help. */
        QUOTA(false),
        /** The provider's filter blocked the request. */
        CONTENT_FILTER(false),
        /** The request does not fit into the context window. */
        CONTEXT_LENGTH(false),
        /** The provider is overloaded (503, 529). */
        OVERLOADED(true),
        /** The provider failed (500 and up, 408, 409). */
        SERVER(true);

        private final boolean retryable;

        Kind(boolean retryable) {
            this.retryable = retryable;
        }

        /** Returns the kind an HTTP status stands for when nothing better is known. */
        public static Kind ofStatus(int status) {
            return switch (status) {
                case 401 -> AUTHENTICATION;
                case 402 -> QUOTA;
                case 403 -> PERMISSION;
                case 404 -> NOT_FOUND;
                case 429, 498 -> RATE_LIMIT;
                case 503, 529 -> OVERLOADED;
                case 408, 409, 424, 499 -> SERVER;
                default -> status >= 500 || status < 400 ? SERVER : BAD_REQUEST;
            };
        }
    }

    private final Kind kind;
    private final int status;
    private final @Nullable String type;
    private final @Nullable String code;
    private final @Nullable String param;
    private final @Nullable String message;
    private final @Nullable String requestId;
    private final @Nullable Duration retryAfter;
    private final @Nullable Boolean retryable;
    private final @Nullable String body;

    private ApiError(
            Kind kind,
            int status,
            @Nullable String type,
            @Nullable String code,
            @Nullable String param,
            @Nullable String message,
            @Nullable String requestId,
            @Nullable Duration retryAfter,
            @Nullable Boolean retryable,
            @Nullable String body) {
        this.kind = Objects.requireNonNull(kind, "kind");
        this.status = status;
        this.type = type;
        this.code = code;
        this.param = param;
        this.message = message;
        this.requestId = requestId;
        this.retryAfter = retryAfter;
        this.retryable = retryable;
        this.body = body;
    }

    /** Returns an error known only by its HTTP status; 200 for one inside a stream that began well. */
    public static ApiError ofStatus(int status) {
        return new ApiError(Kind.ofStatus(status), status, null, null, null, null, null, null, null, null);
    }

    /** Returns the kind. */
    public Kind kind() {
        return kind;
    }

    /** Changes the kind. */
    public ApiError kind(Kind value) {
        return new ApiError(value, status, type, code, param, message, requestId, retryAfter, retryable, body);
    }

    /** Returns the HTTP status, 200 for an error inside a stream that began well. */
    public int status() {
        return status;
    }

    /** Returns the provider's type of error. */
    public @Nullable String type() {
        return type;
    }

    /** Changes the provider's type of error. */
    public ApiError type(@Nullable String value) {
        return new ApiError(kind, status, value, code, param, message, requestId, retryAfter, retryable, body);
    }

    /** Returns the provider's code, numbers as text. */
    public @Nullable String code() {
        return code;
    }

    /** Changes the provider's code. */
    public ApiError code(@Nullable String value) {
        return new ApiError(kind, status, type, value, param, message, requestId, retryAfter, retryable, body);
    }

    /** Returns the field of the request the provider blames. */
    public @Nullable String param() {
        return param;
    }

    /** Changes the blamed field. */
    public ApiError param(@Nullable String value) {
        return new ApiError(kind, status, type, code, value, message, requestId, retryAfter, retryable, body);
    }

    /** Returns the provider's text. */
    public @Nullable String message() {
        return message;
    }

    /** Changes the provider's text. */
    public ApiError message(@Nullable String value) {
        return new ApiError(kind, status, type, code, param, value, requestId, retryAfter, retryable, body);
    }

    /** Returns the provider's id of the exchange. */
    public @Nullable String requestId() {
        return requestId;
    }

    /** Changes the id of the exchange. */
    public ApiError requestId(@Nullable String value) {
        return new ApiError(kind, status, type, code, param, message, value, retryAfter, retryable, body);
    }

    /** Returns how long the provider asks to wait. */
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }

    /** Changes how long to wait. */
    public ApiError retryAfter(@Nullable Duration value) {
        return new ApiError(kind, status, type, code, param, message, requestId, value, retryable, body);
    }

    /** Returns whether sending again may help: what the provider said, else what the kind implies. */
    public boolean retryable() {
        return retryable != null ? retryable : kind.retryable;
    }

    /** Overrules what the kind implies about sending again; null leaves it to the kind. */
    public ApiError retryable(@Nullable Boolean value) {
        return new ApiError(kind, status, type, code, param, message, requestId, retryAfter, value, body);
    }

    /** Returns the first 8 KiB of the body as it came; may hold content. */
    public @Nullable String body() {
        return body;
    }

    /** Changes the body. */
    public ApiError body(@Nullable String value) {
        return new ApiError(kind, status, type, code, param, message, requestId, retryAfter, retryable, value);
    }

    /** Leaves out the body. */
    @Override
    public String toString() {
        return "ApiError[" + kind + ", status=" + status + ", type=" + type + ", code=" + code + ", requestId="
                + requestId + "]";
    }
}
