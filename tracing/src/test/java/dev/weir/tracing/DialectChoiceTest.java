package dev.weir.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.util.Logger;
import reactor.util.Loggers;

/** How dialects are chosen. */
class DialectChoiceTest {

    private static final String PROPERTY = "weir.telemetry.dialects";

    private final List<String> warnings = new ArrayList<>();

    @BeforeEach
    void listenToWarnings() {
        new Guard(); // keeps the logger it finds at first
        Logger silent = Loggers.getLogger("silent");
        Loggers.useCustomLoggers(name -> (Logger) java.lang.reflect.Proxy.newProxyInstance(
                Logger.class.getClassLoader(), new Class<?>[] {Logger.class}, (proxy, method, args) -> {
                    if (method.getName().equals("warn") && args.length == 2 && args[1] instanceof Object[] values) {
                        warnings.add(format((String) args[0], values));
                        return null;
                    }
                    return method.invoke(silent, args);
                }));
    }

    private static String format(String pattern, Object[] values) {
        String text = pattern;
        for (Object value : values) {
            text = text.replaceFirst("\\{}", String.valueOf(value));
        }
        return text;
    }

    @AfterEach
    void stopListening() {
        Loggers.resetLoggerFactory();
        System.clearProperty(PROPERTY);
    }

    private static List<AttributeDialect> chosen(Map<String, String> properties, Map<String, String> variables) {
        return Dialects.fromEnvironment(properties::get, variables::get);
    }

    private static List<AttributeDialect> chosen(String variable) {
        return chosen(Map.of(), Map.of("WEIR_TELEMETRY_DIALECTS", variable));
    }

    @Test
    void thereAreNoneByDefault() {
        assertThat(chosen(Map.of(), Map.of())).isEmpty();
        assertThat(chosen(" ")).isEmpty();
        assertThat(warnings).isEmpty();
    }

    @Test
    void aVariableNamesThem() {
        assertThat(chosen("llm")).containsExactly(Dialects.LLM);
        assertThat(chosen("openinference, LLM,v1,,llm"))
                .containsExactly(Dialects.OPENINFERENCE, Dialects.LLM, Dialects.V1);
        assertThat(warnings).isEmpty();
    }

    @Test
    void aPropertyWinsOverTheVariable() {
        assertThat(chosen(Map.of(PROPERTY, "v1"), Map.of("WEIR_TELEMETRY_DIALECTS", "llm")))
                .containsExactly(Dialects.V1);
    }

    @Test
    void unknownNamesGiveOneWarningThatTellsTheKnownOnes() {
        assertThat(chosen("lmm,v1,langfuse")).containsExactly(Dialects.V1);

        assertThat(warnings)
                .singleElement()
                .asString()
                .contains(PROPERTY, "WEIR_TELEMETRY_DIALECTS")
                .contains("[lmm, langfuse]")
                .contains("[llm, v1, openinference]");
    }

    @Test
    void aTracingReadsThePropertyUnlessItIsToldInCode() {
        System.setProperty(PROPERTY, "v1");

        assertThat(names(builder -> builder)).contains("gen_ai.usage.prompt_tokens");
        assertThat(names(builder -> builder.dialects(Dialects.LLM)))
                .contains("llm.model")
                .doesNotContain("gen_ai.usage.prompt_tokens");
        assertThat(names(TracingBuilder::dialects)).doesNotContain("gen_ai.usage.prompt_tokens");
    }

    @Test
    void dialectsGivenInCodeAddUpAndCountOnce() {
        List<String> asked = new ArrayList<>();
        AttributeDialect first = (call, sink) -> asked.add("first");
        AttributeDialect second = (call, sink) -> asked.add("second");

        names(builder -> builder.dialects(first).dialects(second, first));

        assertThat(asked).containsExactly("first", "second");
    }

    private static List<String> names(java.util.function.UnaryOperator<TracingBuilder> change) {
        try (Telemetries telemetries = new Telemetries(change)) {
            telemetries
                    .tracing
                    .call(Fixtures.call(), Mono.just(Fixtures.response()))
                    .block();
            return List.copyOf(
                    DialectScenarios.attributes(telemetries.onlySpan()).keySet());
        }
    }
}
