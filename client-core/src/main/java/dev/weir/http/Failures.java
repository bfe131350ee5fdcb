package dev.weir.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.ApiError;
import dev.weir.ApiException;
import dev.weir.ConnectionException;
import dev.weir.DecodeException;
import dev.weir.LlmException;
import dev.weir.LlmTimeoutException;
import dev.weir.LlmTimeoutException.Phase;
import dev.weir.ModelId;
import dev.weir.Response;
import dev.weir.Timeouts;
import dev.weir.spi.Headers;
import dev.weir.spi.JsonException;
import dev.weir.spi.ResponseHeaders;
import dev.weir.spi.WireException;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.netty.handler.timeout.ReadTimeoutException;
import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import reactor.core.Exceptions;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquireTimeoutException;

/** Turns whatever went wrong into the exception tree; the one place that decides. */
final class Failures {

    /** How much of an unreadable or an error body is kept. */
    static final int BODY_LIMIT = 8192;

    private Failures() {}

    /** Returns the exception for a failure of the network or of the layers below. */
    static LlmException network(Throwable failure, HttpCall call, @Nullable Response partial) {
        Throwable cause = Exceptions.unwrap(failure);
        Timeouts limits = call.timeouts();
        ModelId model = call.model();
        if (cause instanceof LlmException known) {
            return known;
        }
        if (cause instanceof ConnectTimeoutException || cause instanceof SslHandshakeTimeoutException) {
            return new LlmTimeoutException(Phase.CONNECT, limits.connect(), cause, model, partial);
        }
        if (cause instanceof PoolAcquireTimeoutException) {
            return new LlmTimeoutException(Phase.POOL_WAIT, limits.poolWait(), cause, model, partial);
        }
        if (cause instanceof ReadTimeoutException) {
            return new LlmTimeoutException(Phase.RESPONSE_HEAD, limits.responseHead(), cause, model, partial);
        }
        String where = call.uri().getHost()
                + (call.uri().getPort() < 0 ? "" : ":" + call.uri().getPort());
        String what = model + ": ";
        if (cause instanceof UnknownHostException) {
            what += "the host " + where + " cannot be resolved; is the base URL right?";
        } else if (cause instanceof java.net.ConnectException) {
            what += "cannot connect to " + where + " (" + cause.getClass().getSimpleName() + ")";
        } else if (cause instanceof IOException || cause instanceof ClosedChannelException) {
            what += "the connection to " + where + " broke (" + reason(cause) + ")";
        } else {
            what += "the exchange with " + where + " failed (" + reason(cause) + ")";
        }
        return new ConnectionException(what, cause, model, partial);
    }

    private static String reason(Throwable cause) {
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    /** Returns the exception for an error the provider reports. */
    static LlmException api(
            ApiError said,
            HttpCall call,
            Headers headers,
            ResponseHeaders reader,
            Secrets secrets,
            @Nullable Response partial) {
        ApiError error = said.requestId() != null ? said : said.requestId(reader.requestId(headers));
        return ApiException.of(secrets.strike(error), call.model(), partial);
    }

    /** Returns the exception for an answer of status 300 to 399. */
    static ApiError redirect(ApiError said, HttpCall call, Headers headers) {
        String location = headers.get("location");
        String target = "another address";
        if (location != null) {
            try {
                java.net.URI uri = call.uri().resolve(location);
                target = uri.getScheme() + "://" + uri.getRawAuthority() + uri.getRawPath();
            } catch (IllegalArgumentException malformed) {
                target = "a malformed address";
            }
        }
        return said.kind(ApiError.Kind.BAD_REQUEST)
                .message("redirected to " + target
                        + "; redirects are not followed, so that credentials stay with the configured host. Set the base URL"
                        + " to the new address if it is right");
    }

    /** Returns the exception for an answer that could not be read. */
    static LlmException decode(
            Throwable failure,
            HttpCall call,
            Headers headers,
            ResponseHeaders reader,
            Secrets secrets,
            byte[] bytes,
            int offset,
            int length,
            @Nullable Response partial) {
        if (failure instanceof WireException wire) {
            ApiError said = wire.error();
            ApiError error = said.body() != null
                    ? said
                    : said.body(new String(bytes, offset, Math.min(length, BODY_LIMIT), UTF_8));
            return api(error, call, headers, reader, secrets, partial);
        }
        if (failure instanceof LlmException known) {
            return known;
        }
        String body = secrets.strike(new String(bytes, offset, Math.min(length, BODY_LIMIT), UTF_8));
        boolean tooLarge = failure instanceof TooLargeException;
        String why = tooLarge || failure instanceof JsonException
                ? failure.getMessage()
                : failure.getClass().getSimpleName();
        String message = call.model() + ": the answer could not be read (" + why + ")"
                + (tooLarge ? "" : hint(headers, bytes, offset, length)) + requestId(reader.requestId(headers));
        return new DecodeException(message, failure, body, call.model(), partial);
    }

    private static String requestId(@Nullable String id) {
        return id == null ? "" : " [request id " + id + "]";
    }

    private static String hint(Headers headers, byte[] bytes, int offset, int length) {
        String type = headers.contentType();
        int at = offset;
        while (at < offset + length && bytes[at] <= ' ' && bytes[at] >= 0) {
            at++;
        }
        boolean page = type.equals("text/html") || (at < offset + length && bytes[at] == '<');
        if (page) {
            return "; it is a web page, so a proxy or another server may have answered: check the base URL";
        }
        if (length == 0) {
            return "; it is empty";
        }
        return type.isEmpty() ? "" : "; its content type is " + type.toLowerCase(Locale.ROOT);
    }
}
