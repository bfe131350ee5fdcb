package dev.weir.spi;

import com.code_intelligence.jazzer.junit.FuzzTest;

/**
 * Whatever bytes come, JSON is read or refused with a {@link JsonException}. The seeds run with every build; to search
 * with coverage as a guide:
 *
 * <pre>{@code
 * JAZZER_FUZZ=1 mvn test -pl client-core -Dtest='JsonFuzzTest#readingNeverFailsOtherwise' -Djazzer.max_duration=10m
 * }</pre>
 *
 * <p>Findings are written beside the seeds in {@code src/test/resources} and from then on run with every build.
 */
class JsonFuzzTest {

    @FuzzTest(maxDuration = "5m")
    void readingNeverFailsOtherwise(byte[] bytes) {
        JsonReader reader = JsonReader.of(bytes);
        Object value;
        try {
            value = reader.any();
            reader.end();
        } catch (JsonException refused) {
            return;
        }
        JsonReader skipping = JsonReader.of(bytes);
        skipping.skip();
        skipping.end();
        String written = new JsonWriter().any(value).toString();
        JsonReader back = JsonReader.of(written);
        String again = new JsonWriter().any(back.any()).toString();
        back.end();
        if (!written.equals(again)) {
            throw new AssertionError("Read again it is another value: " + written + " and " + again);
        }
    }

    @FuzzTest(maxDuration = "5m")
    void fieldByFieldNeverFailsOtherwise(byte[] bytes) {
        JsonReader reader = JsonReader.of(bytes);
        try {
            fields(reader);
            reader.end();
        } catch (JsonException refused) {
            // as it should be
        }
    }

    private static void fields(JsonReader reader) {
        reader.beginObject();
        while (reader.nextField()) {
            if (reader.nameIs("s")) {
                reader.stringOrNull();
            } else if (reader.nameIs("l")) {
                reader.longOrNull();
            } else if (reader.nameIs("i")) {
                reader.intOr(0);
            } else if (reader.nameIs("d")) {
                reader.doubleOrNull();
            } else if (reader.nameIs("b")) {
                reader.booleanOrNull();
            } else if (reader.nameIs("r")) {
                reader.raw();
            } else if (reader.nameIs("o")) {
                fields(reader);
            } else {
                reader.name();
                reader.skip();
            }
        }
    }
}
