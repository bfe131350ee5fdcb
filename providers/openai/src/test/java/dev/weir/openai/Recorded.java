package dev.weir.openai;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import tools.jackson.databind.JsonNode;

/** Recorded exchanges as tests, if {@code -Drecorded.dir} says where they are. */
final class Recorded {

    private Recorded() {}

    static Stream<DynamicTest> tests(String api, Consumer<JsonNode> check) throws IOException {
        String directory = System.getProperty("recorded.dir");
        if (directory == null) {
            return Stream.of(DynamicTest.dynamicTest("no -Drecorded.dir", () -> {}));
        }
        List<Path> files;
        try (Stream<Path> walk = Files.walk(Path.of(directory))) {
            files = walk.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
        return files.stream()
                .map(Recorded::read)
                .filter(exchange -> exchange.path("api").asString("").equals(api))
                .map(exchange -> DynamicTest.dynamicTest(exchange.path("id").asString(), () -> named(exchange, check)));
    }

    /** The build prints dynamic tests by number only. */
    private static void named(JsonNode exchange, Consumer<JsonNode> check) {
        try {
            check.accept(exchange);
        } catch (AssertionError | RuntimeException failed) {
            throw new AssertionError(exchange.path("id").asString() + ": " + failed.getMessage(), failed);
        }
    }

    private static JsonNode read(Path file) {
        try {
            return Wire.exactJson(Files.readString(file));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
