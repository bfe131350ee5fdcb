package dev.weir.anthropic;

import dev.weir.Usage;
import dev.weir.Usage.Count;
import dev.weir.spi.JsonReader;
import dev.weir.spi.JsonWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gathers usage. In a stream the counters of {@code message_delta} replace those of {@code message_start} key by key;
 * what only the start has stays.
 */
final class UsageReader {

    private final Map<String, String> raw = new LinkedHashMap<>();

    /** Reads a usage object; null and counters that are null change nothing. */
    void read(JsonReader reader) {
        if (!reader.isObject()) {
            reader.skip();
            return;
        }
        reader.beginObject();
        while (reader.nextField()) {
            String name = reader.name();
            String value = reader.raw();
            if (!value.equals("null")) {
                raw.put(name, value);
            } else {
                raw.putIfAbsent(name, value);
            }
        }
    }

    boolean isEmpty() {
        return raw.isEmpty();
    }

    /**
     * Returns the sum so far. Anthropic's input leaves out what was read from and written to the cache; ours does not.
     */
    Usage usage() {
        Long input = number("input_tokens");
        Long written = number("cache_creation_input_tokens");
        Long read = number("cache_read_input_tokens");
        Usage.Builder usage = Usage.builder().count(Count.INPUT, input);
        if (input != null) {
            usage.add(Count.INPUT, written).add(Count.INPUT, read);
        }
        return usage.count(Count.OUTPUT, number("output_tokens"))
                .count(Count.CACHE_READ, read)
                .count(Count.CACHE_WRITE, written)
                .count(Count.REASONING, numbers("output_tokens_details").get("thinking_tokens"))
                .providerTools(numbers("server_tool_use"))
                .raw(json())
                .build();
    }

    private @Nullable Long number(String name) {
        String value = raw.get(name);
        return value == null ? null : JsonReader.of(value).longOrNull();
    }

    private Map<String, Long> numbers(String name) {
        Map<String, Long> numbers = new LinkedHashMap<>();
        JsonReader reader = JsonReader.of(raw.getOrDefault(name, "null"));
        if (!reader.isObject()) {
            return numbers;
        }
        reader.beginObject();
        while (reader.nextField()) {
            String key = reader.name();
            Long value = reader.longOrNull();
            if (value != null) {
                numbers.put(key, value);
            }
        }
        return numbers;
    }

    private String json() {
        JsonWriter json = new JsonWriter(256).beginObject();
        raw.forEach((name, value) -> json.name(name).raw(value));
        return json.endObject().toString();
    }
}
