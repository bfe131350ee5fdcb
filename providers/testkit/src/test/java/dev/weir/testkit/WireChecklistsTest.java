package dev.weir.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/wire-checklists.md} names tests that exist, and leaves no item out. */
class WireChecklistsTest {

    private static final Pattern HEADING = Pattern.compile("## ([a-z-]+) \\(`dev\\.weir\\.([a-z]+)`\\)");
    private static final Pattern ITEM = Pattern.compile("\\| (\\d*) \\| .*");
    private static final Pattern NAMED = Pattern.compile("`([a-z.]*?)\\.?([A-Z]\\w+)#(\\w+)`");
    private static final Pattern TEST = Pattern.compile("@(Test|ParameterizedTest|TestFactory|FuzzTest)\\b");
    private static final String METHOD_END = "\n    }\n";
    private static final Path ROOT = root();

    /** How many items the list of each format has. */
    private static final Map<String, Integer> ITEMS = Map.of(
            "anthropic", 17,
            "bedrock", 16,
            "cohere", 13,
            "google", 18,
            "openai-chat", 23,
            "openai-compatible", 15,
            "openai-embeddings", 9,
            "openai-responses", 41);

    private final Map<String, String> sources = new HashMap<>();

    @Test
    void everyNamedTestExists() throws IOException {
        List<String> unknown = new ArrayList<>();
        String home = "";
        int named = 0;
        for (String line : lines()) {
            Matcher heading = HEADING.matcher(line);
            if (heading.matches()) {
                home = heading.group(2);
            }
            for (Matcher test = NAMED.matcher(line); test.find(); named++) {
                String place = test.group(1).isEmpty() ? home : test.group(1);
                String type = "dev/weir/" + place.replace('.', '/') + "/" + test.group(2) + ".java";
                if (!hasTest(source(type), test.group(3))) {
                    unknown.add(place + "." + test.group(2) + "#" + test.group(3));
                }
            }
        }
        assertThat(unknown).isEmpty();
        assertThat(named).isGreaterThan(200);
    }

    @Test
    void everyItemHasATest() throws IOException {
        Map<String, Integer> counted = new HashMap<>();
        String format = "";
        for (String line : lines()) {
            Matcher heading = HEADING.matcher(line);
            Matcher item = ITEM.matcher(line);
            if (heading.matches()) {
                format = heading.group(1);
            } else if (item.matches()) {
                assertThat(NAMED.matcher(line).find()).as(line).isTrue();
                if (!item.group(1).isEmpty()) {
                    assertThat(Integer.parseInt(item.group(1)))
                            .as(format + ": " + line)
                            .isEqualTo(counted.merge(format, 1, Integer::sum));
                }
            }
        }
        assertThat(counted).isEqualTo(ITEMS);
    }

    private static List<String> lines() throws IOException {
        return Files.readAllLines(ROOT.resolve("docs/wire-checklists.md"));
    }

    private static boolean hasTest(String source, String method) {
        Matcher declared =
                Pattern.compile("\n    [^\n/*@ ][^\n]* " + method + "\\(").matcher(source);
        while (declared.find()) {
            String before = source.substring(0, declared.start());
            if (TEST.matcher(before.substring(Math.max(0, before.lastIndexOf(METHOD_END))))
                    .find()) {
                return true;
            }
        }
        return false;
    }

    private String source(String type) {
        return sources.computeIfAbsent(type, WireChecklistsTest::read);
    }

    /** Returns the text of a class, of whatever module; empty if there is none. */
    private static String read(String type) {
        try (Stream<Path> modules = Files.find(ROOT, 2, (path, file) -> Files.exists(path.resolve("pom.xml")))) {
            for (Path module : modules.toList()) {
                for (String folder : List.of("src/test/java", "src/main/java")) {
                    Path file = module.resolve(folder).resolve(type);
                    if (Files.exists(file)) {
                        return Files.readString(file);
                    }
                }
            }
            return "";
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Path root() {
        Path path = Path.of("").toAbsolutePath();
        while (path != null && !Files.exists(path.resolve("docs/wire-checklists.md"))) {
            path = path.getParent();
        }
        return java.util.Objects.requireNonNull(path, "docs/wire-checklists.md is above no directory of this test");
    }
}
