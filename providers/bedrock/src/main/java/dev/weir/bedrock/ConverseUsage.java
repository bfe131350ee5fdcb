package dev.weir.bedrock;

import dev.weir.Usage;
import dev.weir.spi.JsonReader;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads usage; {@code inputTokens} leaves cached tokens out, {@code totalTokens} does not. */
final class ConverseUsage {

    private ConverseUsage() {}

    static Usage read(JsonReader reader) {
        if (!reader.isObject()) {
            reader.skip();
            return Usage.ABSENT;
        }
        String raw = reader.raw();
        return read(raw);
    }

    private static Usage read(String raw) {
        JsonReader reader = JsonReader.of(raw);
        @Nullable Long input = null;
        @Nullable Long cacheRead = null;
        @Nullable Long cacheWrite = null;
        Usage.Builder usage = Usage.builder().raw(raw);
        reader.beginObject();
        while (reader.nextField()) {
            if (reader.nameIs("inputTokens")) {
                input = reader.longOrNull();
            } else if (reader.nameIs("outputTokens")) {
                usage.count(Usage.Count.OUTPUT, reader.longOrNull());
            } else if (reader.nameIs("totalTokens")) {
                usage.count(Usage.Count.TOTAL, reader.longOrNull());
            } else if (reader.nameIs("cacheReadInputTokens")) {
                cacheRead = reader.longOrNull();
            } else if (reader.nameIs("cacheWriteInputTokens")) {
                cacheWrite = reader.longOrNull();
            } else if (reader.nameIs("serverToolUsage") && reader.isObject()) {
                usage.providerTools(uses(reader));
            } else {
                reader.skip();
            }
        }
        usage.count(Usage.Count.CACHE_READ, cacheRead).count(Usage.Count.CACHE_WRITE, cacheWrite);
        if (input != null) {
            usage.count(Usage.Count.INPUT, input + orZero(cacheRead) + orZero(cacheWrite));
        }
        return usage.build();
    }

    private static Map<String, Long> uses(JsonReader reader) {
        Map<String, Long> uses = new LinkedHashMap<>();
        reader.beginObject();
        while (reader.nextField()) {
            String name = reader.name();
            Long count = reader.longOrNull();
            if (count != null) {
                uses.put(name, count);
            }
        }
        return uses;
    }

    private static long orZero(@Nullable Long value) {
        return value == null ? 0 : value;
    }
}
