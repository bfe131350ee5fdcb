package dev.weir.tracing;

import dev.weir.Operation;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.logs.Logger;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.propagation.ContextPropagators;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import reactor.util.context.ContextView;

/** What the recordings of one {@link Tracing} share. */
final class Telemetry {

    /** Beyond that many combinations of model and server, labels are made anew for every call. */
    private static final int MAX_LABELS = 1_000;

    private record LabelsKey(
            String operation,
            Operation.Target target,
            @Nullable String responseModel,
            OpenAiAnswer openAi) {}

    private final Tracer tracer;
    private final Names names;
    private final Instruments instruments;
    private final Costs costs;
    private final Evaluations evaluations;
    private final ContextPropagators propagators;
    private final Settings settings;
    private final Guard guard = new Guard();
    private final Logger logger;
    private final ContentGate gate;
    private final ContentTree tree;
    private final Map<LabelsKey, MetricLabels> labels = new ConcurrentHashMap<>();

    Telemetry(OpenTelemetry openTelemetry, Settings settings) {
        this.settings = settings;
        this.names = Names.of(settings.semconv());
        this.tracer = openTelemetry
                .tracerBuilder(Names.SCOPE)
                .setSchemaUrl(names.schemaUrl())
                .setInstrumentationVersion(Version.VALUE)
                .build();
        Meter meter = openTelemetry
                .meterBuilder(Names.SCOPE)
                .setSchemaUrl(names.schemaUrl())
                .setInstrumentationVersion(Version.VALUE)
                .build();
        this.instruments = names.instruments(meter);
        this.costs = new Costs(settings, meter, guard);
        this.evaluations = new Evaluations(openTelemetry, names.schemaUrl());
        this.propagators = openTelemetry.getPropagators();
        this.logger = openTelemetry
                .getLogsBridge()
                .loggerBuilder(Names.SCOPE)
                .setSchemaUrl(names.schemaUrl())
                .setInstrumentationVersion(Version.VALUE)
                .build();
        this.gate = new ContentGate(
                settings.content().redactor(), settings.content().hook());
        this.tree = new ContentTree(settings.content().limits());
    }

    Tracer tracer() {
        return tracer;
    }

    Names names() {
        return names;
    }

    Instruments instruments() {
        return instruments;
    }

    Costs costs() {
        return costs;
    }

    Evaluations evaluations() {
        return evaluations;
    }

    ContextPropagators propagators() {
        return propagators;
    }

    Settings settings() {
        return settings;
    }

    Guard guard() {
        return guard;
    }

    Logger logger() {
        return logger;
    }

    ContentGate gate() {
        return gate;
    }

    /** Returns whether content of whoever subscribes with that context goes onto spans. */
    boolean capturesOnSpan(ContextView subscriber) {
        return ContentCapture.from(subscriber, settings.content().capture()).onSpan() && !names.hasEventPerMessage();
    }

    /** Returns what of a text that is content may be recorded, null for nothing. */
    @Nullable
    String admitted(String whole) {
        String passed = gate.text(whole);
        return passed == null ? null : settings.content().limits().cut(passed);
    }

    ContentTree tree() {
        return tree;
    }

    long now() {
        return settings.nanoTime().getAsLong();
    }

    /** Returns the labels of a call's metrics, but those of what OpenAI adds. */
    MetricLabels labels(String operation, Operation.Target target, @Nullable String responseModel) {
        return labels(operation, target, responseModel, OpenAiAnswer.NONE);
    }

    /** Returns the labels of a call's metrics of duration and tokens. */
    MetricLabels labels(
            String operation, Operation.Target target, @Nullable String responseModel, OpenAiAnswer openAi) {
        LabelsKey key = new LabelsKey(operation, target, responseModel, openAi);
        MetricLabels known = labels.get(key);
        if (known != null) {
            return known;
        }
        MetricLabels made = new MetricLabels(attributes(key));
        if (labels.size() < MAX_LABELS) {
            MetricLabels raced = labels.putIfAbsent(key, made);
            return raced == null ? made : raced;
        }
        return made;
    }

    private Attributes attributes(LabelsKey key) {
        AttributesBuilder builder = targetAttributes(key.operation(), key.target());
        if (key.responseModel() != null && !key.responseModel().isEmpty()) {
            builder.put(Names.RESPONSE_MODEL, key.responseModel());
        }
        return builder.putAll(key.openAi().attributes(names)).build();
    }

    /** Returns what samplers see of an operation that may be no call of ours, which also is the base of its metrics. */
    AttributesBuilder peerAttributes(String operation, Operation.Peer peer) {
        AttributesBuilder builder = Attributes.builder().put(Names.OPERATION_NAME, operation);
        if (peer.providerName() != null && !peer.providerName().isEmpty()) {
            builder.put(names.provider(), names.providerValue(peer.providerName()));
        }
        if (peer.model() != null && !peer.model().isEmpty()) {
            builder.put(Names.REQUEST_MODEL, peer.model());
        }
        if (peer.serverAddress() != null && !peer.serverAddress().isEmpty() && peer.serverPort() > 0) {
            builder.put(Names.SERVER_ADDRESS, peer.serverAddress()).put(Names.SERVER_PORT, (long) peer.serverPort());
        }
        return builder;
    }

    /** Returns what samplers see of a call, which also is the base of its metrics. */
    AttributesBuilder targetAttributes(String operation, Operation.Target target) {
        AttributesBuilder builder = Attributes.builder()
                .put(Names.OPERATION_NAME, operation)
                .put(names.provider(), names.providerValue(target.providerName()));
        if (!target.wireModel().isEmpty()) {
            builder.put(Names.REQUEST_MODEL, target.wireModel());
        }
        if (!target.serverAddress().isEmpty()) {
            builder.put(Names.SERVER_ADDRESS, target.serverAddress());
            if (target.serverPort() > 0) {
                builder.put(Names.SERVER_PORT, (long) target.serverPort());
            }
        }
        return builder;
    }
}
