package dev.weir.spi;

import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Response headers; names are compared without regard to case. */
public interface Headers {

    /** No headers. */
    Headers NONE = of(Map.of());

    /** Returns the first value of that header, null if it is absent. */
    @Nullable
    String get(String name);

    /** Returns all headers, names in lower case, several values joined by comma. */
    Map<String, String> toMap();

    /** Returns the media type without parameters, in lower case; empty if there is none. */
    default String contentType() {
        String value = get("content-type");
        if (value == null) {
            return "";
        }
        int semicolon = value.indexOf(';');
        return (semicolon < 0 ? value : value.substring(0, semicolon)).trim().toLowerCase(Locale.ROOT);
    }

    /** Returns headers of that map. */
    static Headers of(Map<String, String> values) {
        TreeMap<String, String> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        values.forEach((name, value) -> copy.put(name.toLowerCase(Locale.ROOT), value));
        Map<String, String> map = Collections.unmodifiableMap(copy);
        return new Headers() {
            @Override
            public @Nullable String get(String name) {
                return map.get(name);
            }

            @Override
            public Map<String, String> toMap() {
                return map;
            }

            @Override
            public String toString() {
                return "Headers" + map.keySet();
            }
        };
    }
}
