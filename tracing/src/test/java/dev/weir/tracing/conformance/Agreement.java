package dev.weir.tracing.conformance;

import dev.weir.tracing.Semconv;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Metrics and spans tell the same story: as many records, with the same attributes, and the same sums. */
final class Agreement {

    /**
     * What a metric must say about spans.
     *
     * @param fixed an attribute that only the metric has, null for none
     * @param value what a span contributes, null for nothing
     * @param tolerance how far each contribution may be off
     */
    private record Expected(
            String metric,
            Set<SpanType> types,
            @Nullable String fixed,
            Function<Exported.Span, @Nullable Double> value,
            double tolerance) {}

    private static final class Sum {
        private long count;
        private double sum;
    }

    private static final Set<SpanType> OTHER_CALLS = Set.of(SpanType.RETRIEVAL, SpanType.INVOKE_REMOTE_AGENT);
    private static final Set<SpanType> CALLS =
            Set.of(SpanType.INFERENCE, SpanType.EMBEDDINGS, SpanType.RETRIEVAL, SpanType.INVOKE_REMOTE_AGENT);
    private static final Set<SpanType> WORKFLOWS = Set.of(SpanType.INVOKE_WORKFLOW);
    private static final Set<SpanType> INFERENCE = Set.of(SpanType.INFERENCE);
    private static final Set<SpanType> EMBEDDINGS = Set.of(SpanType.EMBEDDINGS);
    private static final String INPUT = "gen_ai.usage.input_tokens";
    private static final String OUTPUT = "gen_ai.usage.output_tokens";
    private static final String FIRST_CHUNK = "gen_ai.response.time_to_first_chunk";

    private final Registry registry;
    private final Findings findings;
    private final List<Expected> expected = new ArrayList<>();

    Agreement(Semconv semconv, Registry registry, Findings findings, double tolerance) {
        this.registry = registry;
        this.findings = findings;
        both(tolerance);
        if (semconv != Semconv.NEXT) {
            released(tolerance);
        }
        if (semconv == Semconv.NEXT || semconv == Semconv.DUP) {
            unreleased(tolerance, semconv);
        }
    }

    private void both(double tolerance) {
        duration("gen_ai.execute_tool.duration", Set.of(SpanType.EXECUTE_TOOL), tolerance);
        duration("gen_ai.invoke_agent.duration", Set.of(SpanType.INVOKE_AGENT), tolerance);
    }

    private void released(double tolerance) {
        duration("gen_ai.client.operation.duration", CALLS, tolerance);
        duration("gen_ai.workflow.duration", WORKFLOWS, tolerance);
        attribute("gen_ai.client.operation.time_to_first_chunk", INFERENCE, FIRST_CHUNK, null);
        attribute("gen_ai.client.token.usage", Set.of(SpanType.INFERENCE, SpanType.EMBEDDINGS), INPUT, "input");
        attribute("gen_ai.client.token.usage", INFERENCE, OUTPUT, "output");
    }

    private void unreleased(double tolerance, Semconv semconv) {
        duration("gen_ai.client.inference.duration", INFERENCE, tolerance);
        duration("gen_ai.client.embeddings.duration", EMBEDDINGS, tolerance);
        duration("gen_ai.invoke_workflow.duration", WORKFLOWS, tolerance);
        if (semconv == Semconv.NEXT) {
            duration("gen_ai.client.operation.duration", OTHER_CALLS, tolerance);
        }
        attribute("gen_ai.client.inference.time_to_first_chunk", INFERENCE, FIRST_CHUNK, null);
        attribute("gen_ai.client.embeddings.operation.input_tokens", EMBEDDINGS, INPUT, null);
        succeeded("gen_ai.client.inference.operation.input_tokens", INPUT);
        succeeded("gen_ai.client.inference.operation.output_tokens", OUTPUT);
        for (String used : List.of(
                "input_tokens",
                "output_tokens",
                "cache_read.input_tokens",
                "cache_write.input_tokens",
                "reasoning.output_tokens")) {
            attribute("gen_ai.client.inference.usage." + used, INFERENCE, "gen_ai.usage." + used, null);
        }
    }

    private void duration(String metric, Set<SpanType> types, double tolerance) {
        expected.add(new Expected(metric, types, null, Exported.Span::seconds, tolerance));
    }

    private void attribute(String metric, Set<SpanType> types, String attribute, @Nullable String tokenType) {
        expected.add(new Expected(metric, types, tokenType, span -> number(span, attribute), 1e-6));
    }

    private void succeeded(String metric, String attribute) {
        expected.add(new Expected(
                metric, INFERENCE, null, span -> span.status().equals("ERROR") ? null : number(span, attribute), 1e-6));
    }

    private static @Nullable Double number(Exported.Span span, String attribute) {
        return span.attributes().get(attribute) instanceof Number number ? number.doubleValue() : null;
    }

    void check(Exported exported) {
        for (Expected one : expected) {
            findings.about(one.fixed() == null ? one.metric() : one.metric() + " " + one.fixed());
            Registry.Metric declared = registry.metric(one.metric());
            if (declared != null) {
                compare(one, sums(one, declared, exported.spans()), recorded(one, declared, exported.metrics()));
            }
        }
    }

    private void compare(Expected one, Map<Map<String, Object>, Sum> spans, Map<Map<String, Object>, Sum> recorded) {
        spans.forEach((attributes, sum) -> {
            Sum seen = recorded.getOrDefault(attributes, new Sum());
            findings.check(
                    seen.count == sum.count || (seen.count > 0 && isCounter(one)),
                    Finding.Rule.AGREEMENT,
                    seen.count + " records for " + sum.count + " spans of " + attributes);
            findings.check(
                    Math.abs(seen.sum - sum.sum) <= one.tolerance() * sum.count,
                    Finding.Rule.AGREEMENT,
                    "the sum is " + seen.sum + ", that of the spans is " + sum.sum + ", for " + attributes);
        });
        recorded.keySet()
                .forEach(attributes -> findings.check(
                        spans.containsKey(attributes),
                        Finding.Rule.AGREEMENT,
                        "records without a span for " + attributes));
    }

    private boolean isCounter(Expected one) {
        Registry.Metric declared = registry.metric(one.metric());
        return declared != null && declared.instrument().equals("counter");
    }

    private Map<Map<String, Object>, Sum> sums(Expected one, Registry.Metric declared, List<Exported.Span> spans) {
        Map<Map<String, Object>, Sum> sums = new HashMap<>();
        for (Exported.Span span : spans) {
            SpanType type = SpanType.of(span);
            Double value =
                    type != null && one.types().contains(type) ? one.value().apply(span) : null;
            if (value != null) {
                add(sums, shared(one, span.attributes(), declared), 1, value);
            }
        }
        return sums;
    }

    private Map<Map<String, Object>, Sum> recorded(
            Expected one, Registry.Metric declared, List<Exported.Metric> metrics) {
        Map<Map<String, Object>, Sum> sums = new HashMap<>();
        metrics.stream()
                .filter(metric -> metric.name().equals(one.metric()))
                .flatMap(metric -> metric.points().stream())
                .filter(point -> one.fixed() == null
                        || one.fixed().equals(point.attributes().get("gen_ai.token.type")))
                .forEach(point -> add(sums, shared(one, point.attributes(), declared), point.count(), point.sum()));
        return sums;
    }

    private static void add(Map<Map<String, Object>, Sum> sums, Map<String, Object> key, long count, double value) {
        Sum sum = sums.computeIfAbsent(key, any -> new Sum());
        sum.count += count;
        sum.sum += value;
    }

    /** Returns the attributes that span and metric have in common. */
    private Map<String, Object> shared(Expected one, Map<String, Object> attributes, Registry.Metric declared) {
        Map<String, Object> shared = new HashMap<>(attributes);
        Set<String> common = new HashSet<>(declared.attributes().keySet());
        if ("openai".equals(attributes.get("gen_ai.provider.name"))) {
            common.addAll(registry.metricAdditions(one.metric()));
        }
        shared.keySet().retainAll(common);
        shared.keySet().removeIf(name -> name.startsWith("gen_ai.token."));
        return shared;
    }
}
