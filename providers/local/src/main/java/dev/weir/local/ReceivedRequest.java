package dev.weir.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A request as a {@link LoopbackServer} received it. Immutable. Neither {@code toString} shows headers nor body. */
public final class ReceivedRequest {

    private final String method;
    private final String uri;
    private final String protocol;
    private final Map<String, List<String>> headers;
    private final byte[] body;

    ReceivedRequest(String method, String uri, String protocol, Map<String, List<String>> headers, byte[] body) {
        this.method = method;
        this.uri = uri;
        this.protocol = protocol;
        this.headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.forEach((name, values) -> this.headers.put(name.toLowerCase(Locale.ROOT), List.copyOf(values)));
        this.body = body;
    }

    /** Returns the method, for example {@code POST}. */
    public String method() {
        return method;
    }

    /** Returns the path and query as they came. */
    public String uri() {
        return uri;
    }

    /** Returns the path without query. */
    public String path() {
        int question = uri.indexOf('?');
        return question < 0 ? uri : uri.substring(0, question);
    }

    /** Returns the protocol, for example {@code HTTP/1.1} or {@code HTTP/2.0}. */
    public String protocol() {
        return protocol;
    }

    /** Returns the first value of a header, null if it is absent; names are compared without regard to case. */
    public @Nullable String header(String name) {
        List<String> values = headers.get(name);
        return values == null || values.isEmpty() ? null : values.get(0);
    }

    /** Returns all headers, names in lower case. */
    public Map<String, List<String>> headers() {
        return java.util.Collections.unmodifiableMap(headers);
    }

    /** Returns the body; empty if there is none. */
    public byte[] body() {
        return body.clone();
    }

    /** Returns the body as text. */
    public String bodyText() {
        return new String(body, UTF_8);
    }

    @Override
    public String toString() {
        return "ReceivedRequest[" + method + " " + path() + ", " + headers.size() + " headers, " + body.length
                + " bytes]";
    }
}
