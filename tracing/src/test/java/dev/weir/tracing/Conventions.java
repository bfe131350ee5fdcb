package dev.weir.tracing;

import dev.weir.spi.JsonException;
import dev.weir.spi.JsonReader;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.AttributeType;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.MetricDataType;
import io.opentelemetry.sdk.metrics.data.PointData;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** One generation of the conventions, as its machine-readable form declares it, and the rules of the public checker. */
final class Conventions {

    /** Tolerated by the public checker beside the registry. */
    private static final Set<String> TOLERATED = Set.of("cloud.region", "rpc.method");

    private static final Set<String> CLIENT_OPERATIONS =
            Set.of("chat", "generate_content", "text_completion", "embeddings", "retrieval");
    private static final Map<String, Set<String>> ALWAYS_RECOMMENDED = Map.of(
            "inference",
            Set.of(
                    "gen_ai.response.finish_reasons",
                    "gen_ai.response.id",
                    "gen_ai.response.model",
                    "gen_ai.usage.input_tokens",
                    "gen_ai.usage.output_tokens",
                    "server.address"),
            "embeddings",
            Set.of(
                    "gen_ai.embeddings.dimension.count",
                    "gen_ai.request.encoding_formats",
                    "gen_ai.response.model",
                    "gen_ai.usage.input_tokens",
                    "server.address"),
            "agent",
            Set.of("gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens", "gen_ai.response.finish_reasons"));

    private final Map<?, ?> resolved;

    private Conventions(Map<?, ?> resolved) {
        this.resolved = resolved;
    }

    /** Returns whether the files are there; the property {@code semconv.dir} says where. */
    static boolean present() {
        return Files.isDirectory(directory());
    }

    static Path directory() {
        return Path.of(System.getProperty("semconv.dir", "../../shared/semconv"));
    }

    static Conventions of(Semconv semconv) {
        return of(semconv == Semconv.NEXT ? "genai-unreleased" : "genai-main-2026-08-03");
    }

    static Conventions of(String folder) {
        try {
            String json = Files.readString(directory().resolve(folder).resolve("resolved.json"));
            return new Conventions((Map<?, ?>) JsonReader.of(json).any());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Returns the names of all attributes and metrics. */
    Set<String> names() {
        Set<String> names = new TreeSet<>();
        map(resolved, "attribute_types").keySet().forEach(name -> names.add((String) name));
        map(resolved, "metrics").keySet().forEach(name -> names.add((String) name));
        map(resolved, "events").keySet().forEach(name -> names.add((String) name));
        map(resolved, "spans").keySet().forEach(type -> names.addAll(declared((String) type)));
        return names;
    }

    /** Returns the names declared for that type of span. */
    Set<String> declared(String spanType) {
        Set<String> names = new TreeSet<>();
        attributes(spanType).keySet().forEach(name -> names.add((String) name));
        return names;
    }

    /** Returns the names declared for that event. */
    Set<String> declaredForEvent(String event) {
        Set<String> names = new TreeSet<>();
        map(map(map(resolved, "events"), event), "attributes").keySet().forEach(name -> names.add((String) name));
        return names;
    }

    /** Returns the names that samplers must see. */
    Set<String> samplingRelevant(SpanData span) {
        Set<String> names = new TreeSet<>();
        attributes(typeOf(span)).forEach((name, attribute) -> {
            if (Boolean.TRUE.equals(((Map<?, ?>) attribute).get("sampling_relevant"))) {
                names.add((String) name);
            }
        });
        return names;
    }

    private Map<?, ?> attributes(String spanType) {
        return map(map(map(resolved, "spans"), spanType), "attributes");
    }

    private static Map<?, ?> map(Map<?, ?> from, String key) {
        Object value = from.get(key);
        if (!(value instanceof Map<?, ?> map)) {
            throw new AssertionError("no " + key + " in " + from.keySet());
        }
        return map;
    }

    String typeOf(SpanData span) {
        String operation = span.getAttributes().get(Names.OPERATION_NAME);
        boolean renamed = map(resolved, "spans").containsKey("gen_ai.client.inference");
        return switch (operation) {
            case "chat", "generate_content", "text_completion" ->
                renamed ? "gen_ai.client.inference" : "gen_ai.inference.client";
            case "embeddings" -> renamed ? "gen_ai.client.embeddings" : "gen_ai.embeddings.client";
            case "retrieval" -> "gen_ai.retrieval.client";
            case "execute_tool" -> "gen_ai.execute_tool.internal";
            case "invoke_agent" -> "gen_ai.invoke_agent.internal";
            case "invoke_workflow" -> "gen_ai.invoke_workflow.internal";
            default -> throw new AssertionError("no span type for " + operation);
        };
    }

    /** Returns everything that is wrong with a span; empty if nothing is. */
    List<String> findings(SpanData span) {
        List<String> findings = new ArrayList<>();
        String type = typeOf(span);
        Map<String, Map<?, ?>> declared = declaredFor(span, type);
        span.getAttributes().forEach((key, value) -> {
            Map<?, ?> attribute = declared.get(key.getKey());
            if (attribute == null) {
                if (!TOLERATED.contains(key.getKey())) {
                    findings.add(key.getKey() + " is not declared on " + type);
                }
                return;
            }
            checkType(key, (String) attribute.get("type"), findings);
            checkValue(key, value, findings);
        });
        declared.forEach((name, attribute) -> {
            if ("required".equals(attribute.get("level")) && !has(span, name)) {
                findings.add(name + " is required on " + type);
            }
        });
        checkShape(span, findings);
        if (span.getStatus().getStatusCode() != StatusCode.ERROR) {
            checkRecommended(span, findings);
        }
        return findings.stream().map(text -> span.getName() + ": " + text).toList();
    }

    private Map<String, Map<?, ?>> declaredFor(SpanData span, String type) {
        Map<String, Map<?, ?>> declared = new HashMap<>();
        attributes(type).forEach((name, attribute) -> declared.put((String) name, (Map<?, ?>) attribute));
        boolean inference = type.contains("inference");
        if (inference && "openai".equals(span.getAttributes().get(Names.PROVIDER_NAME))) {
            Map<?, ?> refinements = map(resolved, "span_refinements");
            String name = refinements.containsKey("openai.inference.client")
                    ? "openai.inference.client"
                    : "openai.gen_ai.client.inference";
            map(map(refinements, name), "attributes")
                    .forEach((key, attribute) -> declared.merge((String) key, (Map<?, ?>) attribute, (a, b) -> a));
        }
        return declared;
    }

    private static void checkType(AttributeKey<?> key, String declared, List<String> findings) {
        AttributeType expected = switch (declared) {
            case "string", "enum(string)", "any" -> AttributeType.STRING;
            case "int" -> AttributeType.LONG;
            case "double" -> AttributeType.DOUBLE;
            case "boolean" -> AttributeType.BOOLEAN;
            case "string[]" -> AttributeType.STRING_ARRAY;
            default -> throw new AssertionError("unknown type " + declared + " of " + key);
        };
        if (key.getType() != expected) {
            findings.add(key + " is a " + key.getType() + ", not a " + expected);
        }
    }

    private void checkValue(AttributeKey<?> key, Object value, List<String> findings) {
        if (value instanceof String text) {
            if (text.isEmpty() || Set.of("unknown", "none").contains(text.toLowerCase(Locale.ROOT))) {
                findings.add(key + " is a placeholder");
            }
            if (Set.of(
                            "gen_ai.tool.definitions",
                            "gen_ai.input.messages",
                            "gen_ai.output.messages",
                            "gen_ai.system_instructions",
                            "gen_ai.tool.call.arguments",
                            "gen_ai.tool.call.result",
                            "gen_ai.retrieval.documents")
                    .contains(key.getKey())) {
                checkJson(key, text, findings);
            }
        }
        List<?> known = (List<?>) map(resolved, "enums").get(key.getKey());
        boolean closed = Set.of("gen_ai.operation.name", "gen_ai.output.type", "openai.api.type")
                .contains(key.getKey());
        if (closed && known != null && !known.contains(value)) {
            findings.add(key + " is " + value + ", not one of " + known);
        }
    }

    private static void checkJson(AttributeKey<?> key, String text, List<String> findings) {
        try {
            JsonReader.of(text).any();
        } catch (JsonException notJson) {
            findings.add(key + " is not JSON");
        }
    }

    private static boolean has(SpanData span, String name) {
        return span.getAttributes().asMap().keySet().stream()
                .anyMatch(key -> key.getKey().equals(name));
    }

    private static void checkShape(SpanData span, List<String> findings) {
        String operation = span.getAttributes().get(Names.OPERATION_NAME);
        String kind = CLIENT_OPERATIONS.contains(operation) ? "CLIENT" : "INTERNAL";
        if (!span.getKind().name().equals(kind)) {
            findings.add("kind is " + span.getKind() + ", not " + kind);
        }
        String subject = span.getAttributes()
                .get(AttributeKey.stringKey(
                        switch (operation) {
                            case "retrieval" -> "gen_ai.data_source.id";
                            case "execute_tool" -> "gen_ai.tool.name";
                            case "invoke_agent" -> "gen_ai.agent.name";
                            case "invoke_workflow" -> "gen_ai.workflow.name";
                            default -> "gen_ai.request.model";
                        }));
        String name = subject == null ? operation : operation + " " + subject;
        if (!span.getName().equals(name)) {
            findings.add("name is not " + name);
        }
        StatusCode status = span.getStatus().getStatusCode();
        if (status == StatusCode.OK) {
            findings.add("status is OK");
        }
        if ((status == StatusCode.ERROR) != has(span, "error.type")) {
            findings.add("error.type does not go with status " + status);
        }
        if (has(span, "server.address") != has(span, "server.port")) {
            findings.add("server.address and server.port go together");
        }
    }

    private void checkRecommended(SpanData span, List<String> findings) {
        String type = typeOf(span);
        ALWAYS_RECOMMENDED.forEach((part, names) -> {
            if (type.contains(part)) {
                names.stream()
                        .filter(name -> !has(span, name))
                        .forEach(name -> findings.add(name + " is recommended on " + type));
            }
        });
    }

    /** Returns everything that is wrong with metrics; empty if nothing is. */
    List<String> metricFindings(Collection<MetricData> metrics) {
        List<String> findings = new ArrayList<>();
        for (MetricData metric : metrics) {
            Object declared = map(resolved, "metrics").get(metric.getName());
            if (declared instanceof Map<?, ?> known) {
                check(metric, known, findings);
            } else {
                findings.add(metric.getName() + " is not declared");
            }
        }
        return findings;
    }

    private static void check(MetricData metric, Map<?, ?> declared, List<String> findings) {
        String name = metric.getName();
        if (!metric.getUnit().equals(declared.get("unit"))) {
            findings.add(name + " has unit " + metric.getUnit() + ", not " + declared.get("unit"));
        }
        boolean histogram = metric.getType() == MetricDataType.HISTOGRAM;
        if (histogram != "histogram".equals(declared.get("instrument"))) {
            findings.add(name + " is a " + metric.getType() + ", not a " + declared.get("instrument"));
        }
        Map<?, ?> attributes = map(declared, "attributes");
        for (PointData point : metric.getData().getPoints()) {
            Set<String> present = new HashSet<>();
            point.getAttributes().forEach((key, value) -> present.add(key.getKey()));
            present.stream()
                    .filter(key -> !attributes.containsKey(key))
                    .forEach(key -> findings.add(name + " must not have " + key));
            attributes.forEach((key, attribute) -> {
                if ("required".equals(((Map<?, ?>) attribute).get("level")) && !present.contains(key)) {
                    findings.add(name + " needs " + key);
                }
            });
            if (histogram) {
                checkBuckets(name, (HistogramPointData) point, (List<?>) declared.get("bucket_boundaries"), findings);
            }
        }
    }

    private static void checkBuckets(String name, HistogramPointData point, List<?> declared, List<String> findings) {
        if (declared == null) {
            return;
        }
        List<Double> expected =
                declared.stream().map(value -> ((Number) value).doubleValue()).toList();
        if (!point.getBoundaries().equals(expected)) {
            findings.add(name + " has buckets " + point.getBoundaries() + ", not " + expected);
        }
    }
}
