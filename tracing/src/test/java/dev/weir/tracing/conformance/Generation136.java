package dev.weir.tracing.conformance;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Generation 1.36, for which there is no machine-readable form: translated into the names of 1.41. */
final class Generation136 {

    private static final Map<String, String> NAMES = Map.of(
            "gen_ai.system", "gen_ai.provider.name",
            "gen_ai.openai.request.service_tier", "openai.request.service_tier",
            "gen_ai.openai.response.service_tier", "openai.response.service_tier",
            "gen_ai.openai.response.system_fingerprint", "openai.response.system_fingerprint");

    private static final Map<String, String> SYSTEMS = Map.of(
            "az.ai.inference", "azure.ai.inference",
            "az.ai.openai", "azure.ai.openai",
            "gemini", "gcp.gemini",
            "vertex_ai", "gcp.vertex_ai",
            "xai", "x_ai");

    /** Came with 1.37. */
    private static final Set<String> CONTENT =
            Set.of("gen_ai.input.messages", "gen_ai.output.messages", "gen_ai.system_instructions");

    private static final Set<String> MESSAGE_EVENTS = Set.of(
            "gen_ai.system.message",
            "gen_ai.user.message",
            "gen_ai.assistant.message",
            "gen_ai.tool.message",
            "gen_ai.choice");

    private final Findings findings;

    Generation136(Findings findings) {
        this.findings = findings;
    }

    Exported translate(Exported exported) {
        return new Exported(
                exported.spans().stream().map(this::span).toList(),
                exported.metrics().stream().map(this::metric).toList(),
                exported.events().stream()
                        .filter(event -> !MESSAGE_EVENTS.contains(event.name()))
                        .map(event -> new Exported.Event(
                                event.name(),
                                event.severity(),
                                attributes("event " + event.name(), event.attributes())))
                        .toList());
    }

    private Exported.Span span(Exported.Span span) {
        List<Exported.Event> events = span.events().stream()
                .filter(event -> !MESSAGE_EVENTS.contains(event.name()))
                .toList();
        return new Exported.Span(
                span.name(),
                span.kind(),
                span.status(),
                attributes(span.name(), span.attributes()),
                names(span.atStart()),
                span.seconds(),
                events);
    }

    private static @Nullable Set<String> names(@Nullable Set<String> names) {
        return names == null
                ? null
                : names.stream().map(name -> NAMES.getOrDefault(name, name)).collect(Collectors.toSet());
    }

    private Exported.Metric metric(Exported.Metric metric) {
        List<Exported.Point> points = metric.points().stream()
                .map(point -> new Exported.Point(
                        attributes(metric.name(), point.attributes()),
                        point.count(),
                        point.sum(),
                        point.boundaries(),
                        point.whole()))
                .toList();
        return new Exported.Metric(metric.name(), metric.unit(), metric.instrument(), points);
    }

    private Map<String, Object> attributes(String subject, Map<String, Object> attributes) {
        findings.about(subject);
        Map<String, Object> translated = new LinkedHashMap<>();
        attributes.forEach((name, value) -> {
            findings.check(
                    !NAMES.containsValue(name) && !CONTENT.contains(name),
                    Finding.Rule.NAME,
                    name + " is not of generation 1.36");
            findings.check(
                    !name.equals("gen_ai.system") || !SYSTEMS.containsValue(value),
                    Finding.Rule.ENUM,
                    value + " is a word of later generations");
            translated.put(
                    NAMES.getOrDefault(name, name),
                    name.equals("gen_ai.system")
                            ? SYSTEMS.getOrDefault(String.valueOf(value), String.valueOf(value))
                            : value);
        });
        return translated;
    }
}
