package dev.weir.tracing.conformance;

import java.util.Map;
import java.util.TreeMap;

/** The rules for metrics. */
final class MetricRules {

    private final Registry registry;
    private final Values values;
    private final Findings findings;

    MetricRules(Registry registry, Values values, Findings findings) {
        this.registry = registry;
        this.values = values;
        this.findings = findings;
    }

    void check(Exported.Metric metric) {
        findings.about(metric.name());
        Registry.Metric declared = registry.metric(metric.name());
        if (declared == null) {
            findings.add(Finding.Rule.NAME, "the metric is not declared");
            return;
        }
        findings.check(
                metric.unit().equals(declared.unit()),
                Finding.Rule.METRIC,
                "the unit is " + metric.unit() + ", not " + declared.unit());
        findings.check(
                metric.instrument().name().equalsIgnoreCase(declared.instrument()),
                Finding.Rule.METRIC,
                "the instrument is a " + metric.instrument() + ", not a " + declared.instrument());
        metric.points().forEach(point -> check(metric.name(), point, declared));
    }

    private void check(String name, Exported.Point point, Registry.Metric declared) {
        Map<String, Registry.Attribute> allowed = new TreeMap<>(declared.attributes());
        if ("openai".equals(point.attributes().get("gen_ai.provider.name"))) {
            registry.metricAdditions(name)
                    .forEach(more -> allowed.putIfAbsent(more, new Registry.Attribute("string", "recommended", false)));
        }
        values.check(point.attributes(), allowed, true);
        findings.check(
                declared.boundaries() == null || point.boundaries().equals(declared.boundaries()),
                Finding.Rule.METRIC,
                "the boundaries are " + point.boundaries() + ", not " + declared.boundaries());
        findings.check(
                point.whole() == null || point.whole() == declared.valueType().equals("int"),
                Finding.Rule.METRIC,
                "the numbers are not of type " + declared.valueType());
    }
}
