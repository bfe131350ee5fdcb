package dev.weir.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Message;
import dev.weir.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tables of the documentation and what is written name the same names. */
class DialectDocumentationTest {

    private static final Pattern NAME = Pattern.compile("`([^`]+)`");

    private static Set<String> documented(String dialect) throws IOException {
        String page = Files.readString(Path.of("..", "docs", "dialects.md"));
        String section = page.substring(page.indexOf("\n## `" + dialect + "`"));
        section = section.substring(0, section.indexOf("\n## ", 1));
        Set<String> names = new TreeSet<>();
        section.lines().filter(line -> line.startsWith("| ")).forEach(line -> names(line.split("\\|", 3)[1], names));
        return names;
    }

    /** A name that begins with a dot takes the place of the one before from its last dot on. */
    private static void names(String cell, Set<String> names) {
        String before = "";
        Matcher matcher = NAME.matcher(cell);
        while (matcher.find()) {
            String name = matcher.group(1);
            before = name.startsWith(".") ? before.substring(0, before.lastIndexOf('.')) + name : name;
            names.add(before.replace(".message.*", ""));
        }
    }

    private static Set<String> written(AttributeDialect dialect) {
        Set<String> names = new TreeSet<>();
        Stream.of(
                        DialectScenarios.added(DialectScenarios.call(), DialectScenarios.call(dialect)),
                        DialectScenarios.added(DialectScenarios.stream(), DialectScenarios.stream(dialect)),
                        DialectScenarios.added(
                                DialectScenarios.failedCall(DialectScenarios.refused()),
                                DialectScenarios.failedCall(DialectScenarios.refused(), dialect)),
                        DialectScenarios.added(DialectScenarios.embedding(), DialectScenarios.embedding(dialect)),
                        DialectScenarios.added(DialectScenarios.rerank(), DialectScenarios.rerank(dialect)),
                        DialectScenarios.added(DialectScenarios.tool(), DialectScenarios.tool(dialect)),
                        DialectScenarios.added(DialectScenarios.agent(), DialectScenarios.agent(dialect)))
                .forEach(attributes -> names.addAll(attributes.keySet()));
        DialectFacts.Written withContent = DialectFacts.written(
                dialect, DialectScenarios.REQUEST, java.util.List.of(Message.assistant("Dune")), 0.025);
        names.addAll(withContent.attributes.keySet());
        withContent.events.forEach(event ->
                names.addAll(Set.of(event.substring(0, event.indexOf('=')).split(" "))));
        Part.ToolCall call = new Part.ToolCall("call_1", "find", "{}");
        names.addAll(DialectFacts.tool(dialect, DialectScenarios.TOOL, call, "Dune")
                .attributes
                .keySet());
        return names.stream()
                .map(name -> name.replaceFirst("\\.\\d+(\\.message\\..*)?", ".N"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @ParameterizedTest
    @ValueSource(strings = {"llm", "v1", "openinference"})
    void everyNameIsDocumentedAndNoOther(String dialect) throws IOException {
        AttributeDialect spoken =
                Dialects.fromEnvironment(name -> dialect, name -> null).get(0);

        assertThat(written(spoken)).isEqualTo(documented(dialect)).hasSizeGreaterThan(4);
    }
}
