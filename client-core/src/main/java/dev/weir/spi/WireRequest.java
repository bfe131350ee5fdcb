package dev.weir.spi;

import java.util.Map;
import java.util.Objects;

/**
 * An encoded request, before endpoint and credentials are applied: a POST of JSON, or a GET where there is no body.
 *
 * @param path what is appended to the endpoint's base URL, for example {@code /chat/completions}; may hold a query
 * @param headers headers the wire format needs beyond content type and accept; empty by default. They take the place of the
 *     request's own of the same name, which the codec has seen and may have merged into them
 * @param body the JSON bytes; empty makes it a GET
 */
public record WireRequest(String path, Map<String, String> headers, byte[] body) {

    /** Copies the headers; the body is handed over, not copied. */
    public WireRequest {
        Objects.requireNonNull(path, "path");
        headers = Map.copyOf(headers);
        Objects.requireNonNull(body, "body");
    }

    /** Returns a request without further headers. */
    public WireRequest(String path, byte[] body) {
        this(path, Map.of(), body);
    }

    /** Returns a request for what is there already, a GET. */
    public static WireRequest get(String path) {
        return new WireRequest(path, new byte[0]);
    }

    /** Names path and size, never the body. */
    @Override
    public String toString() {
        return "WireRequest[" + path + ", " + body.length + " bytes]";
    }
}
