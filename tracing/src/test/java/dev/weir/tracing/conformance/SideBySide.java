package dev.weir.tracing.conformance;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The rules for two generations at once: whatever one of them says, the other says too. */
final class SideBySide {

    private static final Map<String, List<String>> METRICS = Map.of(
            "gen_ai.client.operation.duration",
            List.of("gen_ai.client.inference.duration", "gen_ai.client.embeddings.duration"),
            "gen_ai.client.operation.time_to_first_chunk",
            List.of("gen_ai.client.inference.time_to_first_chunk"),
            "gen_ai.client.operation.time_per_output_chunk",
            List.of("gen_ai.client.inference.time_per_output_chunk"));

    private static final String OLD_CACHE = "gen_ai.usage.cache_creation.input_tokens";
    private static final String NEW_CACHE = "gen_ai.usage.cache_write.input_tokens";

    private final Findings findings;

    SideBySide(Findings findings) {
        this.findings = findings;
    }

    void check(Exported exported) {
        for (Exported.Span span : exported.spans()) {
            if (SpanType.of(span) == SpanType.INFERENCE) {
                findings.about(span.name());
                Object old = span.attributes().get(OLD_CACHE);
                findings.check(
                        old == null
                                ? !span.has(NEW_CACHE)
                                : old.equals(span.attributes().get(NEW_CACHE)),
                        Finding.Rule.BOTH,
                        OLD_CACHE + " and " + NEW_CACHE + " differ");
            }
        }
        Map<String, Long> counts = counts(exported);
        METRICS.forEach((old, successors) -> {
            findings.about(old);
            long ahead = successors.stream()
                    .mapToLong(name -> counts.getOrDefault(name, 0L))
                    .sum();
            findings.check(
                    counts.getOrDefault(old, 0L) == ahead,
                    Finding.Rule.BOTH,
                    counts.getOrDefault(old, 0L) + " records, but " + ahead + " of " + successors);
        });
    }

    /** Counts the records of model calls and embeddings; other operations have no metrics of their own. */
    private static Map<String, Long> counts(Exported exported) {
        Map<String, Long> counts = new HashMap<>();
        exported.metrics()
                .forEach(metric -> metric.points().stream()
                        .filter(point -> {
                            Object operation = point.attributes().get("gen_ai.operation.name");
                            return operation instanceof String name
                                    && (SpanType.INFERENCE.hasOperation(name)
                                            || SpanType.EMBEDDINGS.hasOperation(name));
                        })
                        .forEach(point -> counts.merge(metric.name(), point.count(), Long::sum)));
        return counts;
    }
}
