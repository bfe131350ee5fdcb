package dev.weir.tracing;

import io.opentelemetry.context.propagation.TextMapGetter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A copy of the headers of a request or message, found by their names in any case. */
final class CarriedHeaders {

    static final TextMapGetter<CarriedHeaders> GETTER = new Getter();

    static final CarriedHeaders NONE = new CarriedHeaders();

    /** By name in lower case. */
    private final Map<String, List<String>> values = new LinkedHashMap<>();

    private CarriedHeaders() {}

    /**
     * Copies the headers. A value may be text, a collection or array of values, bytes (then UTF-8), or anything else
     * that names itself by {@code toString}, as messaging libraries have it; null says nothing.
     */
    static CarriedHeaders of(Iterable<? extends Map.Entry<String, ?>> entries) {
        CarriedHeaders headers = new CarriedHeaders();
        for (Map.Entry<String, ?> entry : entries) {
            if (entry.getKey() != null) {
                headers.add(entry.getKey().toLowerCase(Locale.ROOT), entry.getValue());
            }
        }
        return headers;
    }

    private void add(String name, @Nullable Object value) {
        if (value instanceof Iterable<?> several) {
            several.forEach(each -> add(name, each));
        } else if (value instanceof Object[] several) {
            add(name, Arrays.asList(several));
        } else if (value != null) {
            String text = value instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : value.toString();
            values.computeIfAbsent(name, any -> new ArrayList<>(1)).add(text);
        }
    }

    private List<String> all(String name) {
        return values.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
    }

    private static final class Getter implements TextMapGetter<CarriedHeaders> {

        @Override
        public Iterable<String> keys(CarriedHeaders headers) {
            return headers.values.keySet();
        }

        @Override
        public @Nullable String get(@Nullable CarriedHeaders headers, String name) {
            List<String> all = headers == null ? List.<String>of() : headers.all(name);
            return all.isEmpty() ? null : all.get(0);
        }

        @Override
        public Iterator<String> getAll(@Nullable CarriedHeaders headers, String name) {
            return headers == null
                    ? Collections.emptyIterator()
                    : headers.all(name).iterator();
        }
    }
}
