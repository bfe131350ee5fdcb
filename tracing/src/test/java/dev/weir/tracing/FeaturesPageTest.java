package dev.weir.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the pages name exists: the tests that prove a feature, in whatever module they are, pages and their headings. */
class FeaturesPageTest {

    private static final Path ROOT = Path.of("..");
    private static final Path PAGES = ROOT.resolve("docs");
    private static final Pattern PROOF = Pattern.compile("`([A-Z]\\w*)#(\\w+)`");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]*)(?:#([^)\\s]*))?\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} (.+)$");
    private static final Pattern FENCED = Pattern.compile("(?ms)^```.*?^```$");

    /** How many rows a group has, all of which have to be there. */
    private static final Map<String, Integer> ROWS = Map.of("F", 22, "G", 11, "H", 8, "I", 5, "J", 9, "K", 8);

    private static String page(String name) {
        return read(PAGES.resolve(name));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Returns the sources that declare tests, by the name of their class; one name may stand for several. */
    private static Map<String, List<Path>> sources() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> file.toString().contains("src"))
                    .collect(Collectors.groupingBy(
                            file -> file.getFileName().toString().replace(".java", "")));
        }
    }

    private static boolean hasTest(Path file, String method) {
        return Pattern.compile(
                        "@(Test|ParameterizedTest|RepeatedTest)\\b(?:(?!@Test\\b|;\\s*$)[\\s\\S]){0,400}?\\bvoid "
                                + method + "\\(")
                .matcher(read(file))
                .find();
    }

    private static Set<String> anchors(Path file) {
        Set<String> anchors = new HashSet<>();
        HEADING.matcher(FENCED.matcher(read(file)).replaceAll(""))
                .results()
                .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
                .map(heading -> heading.replaceAll("[^a-z0-9 _-]", "").replace(' ', '-'))
                .forEach(anchors::add);
        return anchors;
    }

    static Stream<Path> pages() throws IOException {
        try (Stream<Path> files = Files.list(PAGES)) {
            return files.filter(file -> file.toString().endsWith(".md")).toList().stream();
        }
    }

    @Test
    void everyTestThatIsNamedExists() throws IOException {
        Map<String, List<Path>> sources = sources();
        List<MatchResult> proofs = PROOF.matcher(page("features.md")).results().toList();
        List<String> missing = new ArrayList<>();
        for (MatchResult proof : proofs) {
            if (sources.getOrDefault(proof.group(1), List.of()).stream()
                    .noneMatch(file -> hasTest(file, proof.group(2)))) {
                missing.add(proof.group());
            }
        }

        assertThat(proofs).hasSizeGreaterThan(100);
        assertThat(missing).isEmpty();
        assertThat(sources.get("FeaturesPageTest")).noneMatch(file -> hasTest(file, "pages"));
    }

    @Test
    void everyRowIsThereWithALinkAndAProof() {
        List<String> rows = page("features.md")
                .lines()
                .filter(line -> line.matches("\\| [A-K]\\d.*"))
                .toList();

        assertThat(rows)
                .allMatch(row -> PROOF.matcher(row).find())
                .allMatch(row -> LINK.matcher(row).find());
        ROWS.forEach((group, count) -> assertThat(
                        rows.stream().map(row -> row.split("[ *|]+")[1]).filter(id -> id.startsWith(group)))
                .containsExactlyElementsOf(Stream.iterate(1, row -> row + 1)
                        .limit(count)
                        .map(row -> group + row)
                        .toList()));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyLinkLeadsSomewhere(Path page) {
        List<String> dead = new ArrayList<>();
        LINK.matcher(FENCED.matcher(read(page)).replaceAll(""))
                .results()
                .filter(link -> !link.group(1).contains(":"))
                .forEach(link -> {
                    Path target = link.group(1).isEmpty()
                            ? page
                            : page.resolveSibling(link.group(1)).normalize();
                    boolean there = Files.exists(target)
                            && (link.group(2) == null || anchors(target).contains(link.group(2)));
                    if (!there) {
                        dead.add(link.group());
                    }
                });

        assertThat(dead).isEmpty();
    }

    @Test
    void everyPageIsInTheIndex() throws IOException {
        String index = page("README.md");

        assertThat(pages().map(page -> page.getFileName().toString()))
                .filteredOn(name -> !name.equals("README.md"))
                .allSatisfy(name -> assertThat(index).contains("](" + name + ")"));
    }
}
