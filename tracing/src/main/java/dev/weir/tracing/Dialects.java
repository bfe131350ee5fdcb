package dev.weir.tracing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.util.Loggers;

/** The dialects that are ready made. */
public final class Dialects {

    /** The names {@code llm.model}, {@code llm.latency_ms}, {@code llm.tokens.input} and so on; never content. */
    public static final AttributeDialect LLM = new LlmDialect();

    /**
     * The names of Mirascope's first {@code with_otel}: {@code gen_ai.system}, {@code gen_ai.usage.prompt_tokens} and
     * {@code gen_ai.usage.completion_tokens}; the events {@code gen_ai.content.prompt} and {@code gen_ai.content.completion}
     * if content is captured on spans.
     */
    public static final AttributeDialect V1 = new V1Dialect();

    /**
     * The names of <a href="https://arize-ai.github.io/openinference/spec/semantic_conventions.html">OpenInference</a>, which
     * Arize Phoenix reads: {@code openinference.span.kind}, {@code llm.model_name}, {@code llm.token_count.prompt} and so on;
     * messages if content is captured on spans.
     */
    public static final AttributeDialect OPENINFERENCE = new OpenInferenceDialect();

    private static final String PROPERTY = "weir.telemetry.dialects";
    private static final String VARIABLE = "WEIR_TELEMETRY_DIALECTS";

    private Dialects() {}

    private static Map<String, AttributeDialect> byName() {
        Map<String, AttributeDialect> known = new LinkedHashMap<>();
        known.put("llm", LLM);
        known.put("v1", V1);
        known.put("openinference", OPENINFERENCE);
        return known;
    }

    /**
     * Returns what the environment asks for: a comma-separated list in the property {@code weir.telemetry.dialects} or the
     * variable {@code WEIR_TELEMETRY_DIALECTS}. Unknown names are logged, all in one warning, and passed over.
     */
    static List<AttributeDialect> fromEnvironment(
            Function<String, @Nullable String> properties, Function<String, @Nullable String> variables) {
        String asked = Semconv.setting(properties, variables, PROPERTY, VARIABLE);
        if (asked == null) {
            return List.of();
        }
        Map<String, AttributeDialect> known = byName();
        List<AttributeDialect> dialects = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        for (String part : asked.split(",", -1)) {
            String name = part.trim().toLowerCase(Locale.ROOT);
            AttributeDialect dialect = known.get(name);
            if (dialect != null && !dialects.contains(dialect)) {
                dialects.add(dialect);
            } else if (dialect == null && !name.isEmpty()) {
                unknown.add(name);
            }
        }
        if (!unknown.isEmpty()) {
            Loggers.getLogger(Tracing.class)
                    .warn(
                            "{} or {} names dialects that do not exist: {}; known are {}. They are passed over",
                            PROPERTY,
                            VARIABLE,
                            unknown,
                            known.keySet());
        }
        return List.copyOf(dialects);
    }
}
