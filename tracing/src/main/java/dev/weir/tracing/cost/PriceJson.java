package dev.weir.tracing.cost;

import dev.weir.ConfigurationException;
import dev.weir.spi.JsonException;
import dev.weir.spi.JsonReader;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A value in a price file that knows where it stands, so that errors can say so. */
final class PriceJson {

    private final String place;
    private final @Nullable Object value;

    private PriceJson(String place, @Nullable Object value) {
        this.place = place;
        this.value = value;
    }

    static PriceJson parse(String source, String json) {
        try {
            JsonReader reader = JsonReader.of(json);
            Object value = reader.any();
            reader.end();
            return new PriceJson(source, value);
        } catch (JsonException wrong) {
            throw new ConfigurationException(source + " is not JSON: " + wrong.getMessage(), wrong);
        }
    }

    /** Returns the same value under a name that readers of the file recognise. */
    PriceJson called(String name) {
        return new PriceJson(place + ", " + name, value);
    }

    ConfigurationException wrong(String expected) {
        return new ConfigurationException(place + ": expected " + expected + ", found " + shown());
    }

    private String shown() {
        if (value == null) {
            return "null";
        }
        if (value instanceof Map) {
            return "an object";
        }
        if (value instanceof List) {
            return "a list";
        }
        String text = value.toString();
        String cut = text.length() > 60 ? text.substring(0, 60) + "..." : text;
        return value instanceof String ? "\"" + cut + "\"" : cut;
    }

    @SuppressWarnings("unchecked") // objects are read as such maps
    Map<String, PriceJson> fields() {
        if (!(value instanceof Map)) {
            throw wrong("an object");
        }
        Map<String, PriceJson> fields = new LinkedHashMap<>();
        ((Map<String, @Nullable Object>) value)
                .forEach((name, field) -> fields.put(name, new PriceJson(place + ", field \"" + name + "\"", field)));
        return fields;
    }

    /** Returns a field, null if it is missing or {@code null}. */
    @Nullable
    PriceJson get(String name) {
        if (!(value instanceof Map<?, ?> map)) {
            throw wrong("an object");
        }
        Object field = map.get(name);
        return field == null ? null : new PriceJson(place + ", field \"" + name + "\"", field);
    }

    PriceJson need(String name) {
        PriceJson field = get(name);
        if (field == null) {
            throw new ConfigurationException(place + ": the field \"" + name + "\" is missing");
        }
        return field;
    }

    /** Fails if there are other fields than these: a misspelt rate must not go unnoticed. */
    void onlyHas(Set<String> names) {
        for (Map.Entry<String, PriceJson> field : fields().entrySet()) {
            if (!names.contains(field.getKey())) {
                throw new ConfigurationException(
                        place + ": unknown field \"" + field.getKey() + "\"; known are " + names);
            }
        }
    }

    List<PriceJson> elements() {
        if (!(value instanceof List<?> list)) {
            throw wrong("a list");
        }
        List<PriceJson> elements = new ArrayList<>(list.size());
        for (int i = 0; i < list.size(); i++) {
            elements.add(new PriceJson(place + "[" + i + "]", list.get(i)));
        }
        return elements;
    }

    boolean isObject() {
        return value instanceof Map;
    }

    boolean isList() {
        return value instanceof List;
    }

    String text() {
        if (value instanceof String text && !text.isBlank()) {
            return text;
        }
        throw wrong("a text");
    }

    @Nullable
    String textOrNull(String name) {
        PriceJson field = get(name);
        return field == null ? null : field.text();
    }

    /** Returns an amount of money. */
    BigDecimal amount() {
        if (!(value instanceof Number)) {
            throw wrong("a number of US dollars");
        }
        BigDecimal amount = value instanceof BigDecimal decimal ? decimal : new BigDecimal(value.toString());
        if (amount.signum() < 0) {
            throw wrong("a number of US dollars that is not negative");
        }
        return amount;
    }

    /** Returns a number of tokens. */
    long tokens() {
        if (value instanceof Long tokens && tokens >= 0) {
            return tokens;
        }
        throw wrong("a whole number of tokens");
    }

    LocalDate day() {
        try {
            return LocalDate.parse(text());
        } catch (DateTimeException wrong) {
            throw wrong("a day such as 2026-08-21");
        }
    }

    ModelMatch pattern() {
        try {
            return ModelMatch.parse(text());
        } catch (IllegalArgumentException wrong) {
            throw wrong(
                    "a model's name, with a star at its beginning or end for anything, or a regular expression between"
                            + " slashes");
        }
    }
}
