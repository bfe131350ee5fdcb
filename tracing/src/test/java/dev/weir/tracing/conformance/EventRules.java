package dev.weir.tracing.conformance;

import java.util.Map;
import java.util.TreeMap;

/** The rules for events of the log. */
final class EventRules {

    private static final String EXCEPTION = "gen_ai.client.operation.exception";
    private static final int WARN = 13;

    private final Registry registry;
    private final Values values;
    private final Findings findings;

    EventRules(Registry registry, Values values, Findings findings) {
        this.registry = registry;
        this.values = values;
        this.findings = findings;
    }

    void check(Exported.Event event) {
        findings.about("event " + event.name());
        Map<String, Registry.Attribute> declared = registry.event(event.name());
        if (declared == null) {
            findings.add(Finding.Rule.NAME, "the event is not declared");
            return;
        }
        Map<String, Registry.Attribute> allowed = new TreeMap<>(declared);
        if (event.name().equals(EXCEPTION)) {
            checkException(event);
            // The attributes of the span may stand on it too, none of them must.
            registry.span(SpanType.INFERENCE)
                    .forEach((name, attribute) ->
                            allowed.putIfAbsent(name, new Registry.Attribute(attribute.type(), "opt_in", false)));
        } else if (event.attributes().get("gen_ai.provider.name") instanceof String provider) {
            registry.span(SpanType.INFERENCE, provider).forEach(allowed::putIfAbsent);
        }
        values.check(event.attributes(), allowed, true);
    }

    private void checkException(Exported.Event event) {
        findings.check(
                event.severity() == WARN,
                Finding.Rule.TYPE,
                "the severity is " + event.severity() + ", not " + WARN + " (WARN)");
        findings.check(
                event.attributes().containsKey("exception.type")
                        || event.attributes().containsKey("exception.message"),
                Finding.Rule.REQUIRED,
                "exception.type or exception.message is required");
    }
}
