package dev.weir.tracing.conformance;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A flawless export of one model call, made by hand, and ways to spoil it. */
final class Samples {

    static final List<Double> SECONDS =
            List.of(0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92);
    private static final List<Double> TOKENS = List.of(
            1.0,
            4.0,
            16.0,
            64.0,
            256.0,
            1024.0,
            4096.0,
            16384.0,
            65536.0,
            262144.0,
            1048576.0,
            4194304.0,
            16777216.0,
            67108864.0);

    final Map<String, Object> attributes = new LinkedHashMap<>();
    final Set<String> atStart = new LinkedHashSet<>();
    final List<Exported.Event> spanEvents = new ArrayList<>();
    final List<Exported.Event> events = new ArrayList<>();
    final List<Exported.Metric> more = new ArrayList<>();
    String name = "chat gpt-4o-mini";
    String kind = "CLIENT";
    String status = "UNSET";
    String durationName = "gen_ai.client.operation.duration";
    String durationUnit = "s";
    Exported.Instrument durationInstrument = Exported.Instrument.HISTOGRAM;
    List<Double> durationBounds = SECONDS;
    double duration = 1.5;

    @Nullable
    Boolean wholeDuration;

    final Map<String, Object> durationAttributes = new LinkedHashMap<>();

    Samples() {
        durationAttributes.put("gen_ai.operation.name", "chat");
        durationAttributes.put("gen_ai.provider.name", "openai");
        durationAttributes.put("gen_ai.request.model", "gpt-4o-mini");
        durationAttributes.put("server.address", "api.openai.com");
        durationAttributes.put("server.port", 443L);
        attributes.putAll(durationAttributes);
        atStart.addAll(attributes.keySet());
        durationAttributes.put("gen_ai.response.model", "gpt-4o-mini-2024-07-18");
        attributes.put("gen_ai.response.model", "gpt-4o-mini-2024-07-18");
        attributes.put("gen_ai.response.id", "chatcmpl-1");
        attributes.put("gen_ai.response.finish_reasons", List.of("stop"));
        attributes.put("gen_ai.usage.input_tokens", 25L);
        attributes.put("gen_ai.usage.output_tokens", 12L);
    }

    Exported exported() {
        Exported.Span span = new Exported.Span(name, kind, status, attributes, atStart, 1.5, spanEvents);
        List<Exported.Metric> metrics = new ArrayList<>(more);
        Exported.Point point = new Exported.Point(durationAttributes, 1, duration, durationBounds, wholeDuration);
        metrics.add(new Exported.Metric(durationName, durationUnit, durationInstrument, List.of(point)));
        if (attributes.get("gen_ai.usage.input_tokens") instanceof Long input) {
            metrics.add(new Exported.Metric(
                    "gen_ai.client.token.usage",
                    "{token}",
                    Exported.Instrument.HISTOGRAM,
                    List.of(tokens("input", input), tokens("output", 12))));
        }
        return new Exported(List.of(span), metrics, events);
    }

    private Exported.Point tokens(String type, long count) {
        Map<String, Object> labels = new LinkedHashMap<>(durationAttributes);
        labels.remove("error.type");
        labels.put("gen_ai.token.type", type);
        return new Exported.Point(labels, 1, count, TOKENS, true);
    }

    void both(String attribute, Object value) {
        attributes.put(attribute, value);
        durationAttributes.put(attribute, value);
    }

    void withoutBoth(String attribute) {
        attributes.remove(attribute);
        durationAttributes.remove(attribute);
    }
}
