package dev.weir.tracing.conformance;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rules for spans. */
final class SpanRules {

    private static final Map<SpanType, List<String>> ALWAYS_RECOMMENDED = Map.of(
            SpanType.INFERENCE,
            List.of(
                    "gen_ai.response.finish_reasons",
                    "gen_ai.response.id",
                    "gen_ai.response.model",
                    "gen_ai.usage.input_tokens",
                    "gen_ai.usage.output_tokens",
                    "server.address"),
            SpanType.EMBEDDINGS,
            List.of(
                    "gen_ai.embeddings.dimension.count",
                    "gen_ai.request.encoding_formats",
                    "gen_ai.response.model",
                    "gen_ai.usage.input_tokens",
                    "server.address"),
            SpanType.INVOKE_AGENT,
            List.of("gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens", "gen_ai.response.finish_reasons"));

    private static final Set<String> EXCEPTION =
            Set.of("exception.type", "exception.message", "exception.stacktrace", "exception.escaped");

    private final Registry registry;
    private final Values values;
    private final Findings findings;

    SpanRules(Registry registry, Values values, Findings findings) {
        this.registry = registry;
        this.values = values;
        this.findings = findings;
    }

    void check(Exported.Span span) {
        findings.about(span.name());
        SpanType type = SpanType.of(span);
        if (type == null) {
            checkUntyped(span);
            return;
        }
        Map<String, Registry.Attribute> declared = registry.span(type, span.text("gen_ai.provider.name"));
        values.check(span.attributes(), declared, false);
        String name = type.expectedName(span);
        findings.check(span.name().equals(name), Finding.Rule.SPAN_NAME, "the name is not '" + name + "'");
        findings.check(
                span.kind().equals(type.kind()),
                Finding.Rule.SPAN_KIND,
                "the kind is " + span.kind() + ", not " + type.kind());
        checkStatus(span);
        checkRecommended(span, type);
        checkSampling(span, declared, span.atStart());
        span.events().forEach(this::checkEvent);
    }

    /** A span without operation is none of generative AI's, unless it says something about it. */
    private void checkUntyped(Exported.Span span) {
        findings.check(
                span.operation().isEmpty(),
                Finding.Rule.ENUM,
                "gen_ai.operation.name is " + span.operation() + ", which no type of span has");
        Set<String> known = registry.names();
        span.attributes().keySet().stream()
                .filter(name -> name.startsWith("gen_ai.") || name.startsWith("openai."))
                .forEach(name ->
                        findings.check(known.contains(name), Finding.Rule.NAME, name + " is not of the conventions"));
    }

    private void checkStatus(Exported.Span span) {
        findings.check(!span.status().equals("OK"), Finding.Rule.STATUS, "the status is OK");
        findings.check(
                span.status().equals("ERROR") == span.has("error.type"),
                Finding.Rule.STATUS,
                span.has("error.type")
                        ? "error.type stands with status " + span.status()
                        : "the status is ERROR without error.type");
    }

    private void checkRecommended(Exported.Span span, SpanType type) {
        if (span.status().equals("ERROR")) {
            return;
        }
        ALWAYS_RECOMMENDED
                .getOrDefault(type, List.of())
                .forEach(name ->
                        findings.check(span.has(name), Finding.Rule.RECOMMENDED, name + " is recommended and absent"));
    }

    private void checkSampling(
            Exported.Span span, Map<String, Registry.Attribute> declared, @Nullable Set<String> atStart) {
        if (atStart == null) {
            return;
        }
        declared.forEach((name, attribute) -> findings.check(
                !attribute.samplingRelevant() || !span.has(name) || atStart.contains(name),
                Finding.Rule.SAMPLING,
                name + " was not there at the start of the span"));
    }

    private void checkEvent(Exported.Event event) {
        if (event.name().equals("exception")) {
            event.attributes()
                    .keySet()
                    .forEach(name -> findings.check(
                            EXCEPTION.contains(name), Finding.Rule.NAME, name + " is not declared on exceptions"));
            return;
        }
        findings.check(
                registry.event(event.name()) != null,
                Finding.Rule.NAME,
                "the span event " + event.name() + " is not declared");
    }
}
