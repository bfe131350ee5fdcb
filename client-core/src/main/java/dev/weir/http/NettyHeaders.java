package dev.weir.http;

import dev.weir.spi.Headers;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Response headers as Netty read them; copied only when somebody asks for all. */
record NettyHeaders(HttpHeaders headers) implements Headers {

    @Override
    public @Nullable String get(String name) {
        return headers.get(name);
    }

    @Override
    public Map<String, String> toMap() {
        Map<String, String> map = new TreeMap<>();
        for (Map.Entry<String, String> header : headers) {
            map.merge(header.getKey().toLowerCase(Locale.ROOT), header.getValue(), (a, b) -> a + ", " + b);
        }
        return map;
    }

    @Override
    public String toString() {
        return "Headers" + headers.names();
    }
}
