package dev.weir.tracing.conformance;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weir.spi.JsonReader;
import dev.weir.tracing.Semconv;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One generation of the conventions as its machine-readable form declares it, or several of them side by side. */
public final class Registry {

    /** The conventions that generation 1.41 is checked with: its names, and what was added to them later. */
    public static final String ADDED = "genai-main-2026-08-03";

    /** The conventions that no release has yet. */
    public static final String UNRELEASED = "genai-unreleased";

    /** The last released conventions. */
    public static final String RELEASED = "core-v1.41.0";

    /** How an attribute is declared. */
    record Attribute(String type, String level, boolean samplingRelevant) {
        static Attribute of(Map<?, ?> declared) {
            return new Attribute(
                    String.valueOf(declared.get("type")),
                    String.valueOf(declared.get("level")),
                    Boolean.TRUE.equals(declared.get("sampling_relevant")));
        }

        boolean isRequired() {
            return level.equals("required");
        }

        boolean isTemplate() {
            return type.startsWith("template[");
        }
    }

    /** How a metric is declared. */
    record Metric(
            String instrument,
            String unit,
            String valueType,
            Map<String, Attribute> attributes,
            @Nullable List<Double> boundaries) {}

    private final Map<SpanType, Map<String, Attribute>> spans = new EnumMap<>(SpanType.class);
    private final Map<String, Map<String, Attribute>> refinements = new HashMap<>();
    private final Map<String, Metric> metrics = new TreeMap<>();
    private final Map<String, Set<String>> metricRefinements = new HashMap<>();
    private final Map<String, Map<String, Attribute>> events = new TreeMap<>();
    private final Map<String, Set<Object>> enums = new HashMap<>();
    private final Map<String, String> types = new TreeMap<>();

    private Registry(String... folders) {
        for (String folder : folders) {
            read(folder);
        }
    }

    /** Returns whether the files are there. */
    public static boolean isPresent() {
        return Files.isDirectory(directory());
    }

    /** Returns the folder of the files; the property {@code semconv.dir} names it. */
    public static Path directory() {
        return Path.of(System.getProperty("semconv.dir", "../../shared/semconv"));
    }

    /** Skips the test where the files are absent. */
    public static void assumePresent() {
        assumeTrue(isPresent(), () -> "no conventions in " + directory());
    }

    /**
     * Reads what a generation is checked with: 1.41 the conventions of August 2026, which only add to it, 1.36 after
     * translation the same, two generations side by side the union of both.
     */
    public static Registry of(Semconv semconv) {
        return switch (semconv) {
            case V1_36, V1_41 -> of(ADDED);
            case NEXT -> of(UNRELEASED);
            case DUP -> of(ADDED, UNRELEASED);
        };
    }

    /** Reads the given folders; what the first one declares wins. */
    public static Registry of(String... folders) {
        return new Registry(folders);
    }

    private void read(String folder) {
        Map<?, ?> resolved;
        try {
            String json = Files.readString(directory().resolve(folder).resolve("resolved.json"));
            resolved = (Map<?, ?>) JsonReader.of(json).any();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        each(resolved, "spans", this::span);
        each(resolved, "span_refinements", this::refinement);
        each(resolved, "metrics", this::metric);
        each(resolved, "metric_refinements", this::metricRefinement);
        each(resolved, "events", (name, event) -> addAll(events, name, attributes(event)));
        Map<?, ?> listed = (Map<?, ?>) resolved.get("enums");
        listed.forEach((name, values) -> enums.computeIfAbsent((String) name, key -> new LinkedHashSet<>())
                .addAll((List<?>) values));
        Map<?, ?> typed = (Map<?, ?>) resolved.get("attribute_types");
        typed.forEach((name, type) -> types.putIfAbsent((String) name, (String) type));
    }

    private interface Entry {
        void read(String name, Map<?, ?> declared);
    }

    private static void each(Map<?, ?> resolved, String part, Entry entry) {
        if (resolved.get(part) instanceof Map<?, ?> map) {
            map.forEach((name, declared) -> entry.read((String) name, (Map<?, ?>) declared));
        }
    }

    private static Map<String, Attribute> attributes(Map<?, ?> declared) {
        Map<String, Attribute> attributes = new LinkedHashMap<>();
        each(declared, "attributes", (name, attribute) -> attributes.put(name, Attribute.of(attribute)));
        return attributes;
    }

    private static <K> void addAll(Map<K, Map<String, Attribute>> to, K key, Map<String, Attribute> more) {
        more.forEach((name, attribute) ->
                to.computeIfAbsent(key, any -> new TreeMap<>()).putIfAbsent(name, attribute));
    }

    private void span(String name, Map<?, ?> declared) {
        SpanType type = SpanType.named(name);
        if (type != null) {
            addAll(spans, type, attributes(declared));
        }
    }

    /** Keeps what a provider adds to model calls, by the provider's name. */
    private void refinement(String name, Map<?, ?> declared) {
        String provider = name.replaceFirst("\\.(gen_ai\\.client\\.inference|inference\\.client)$", "");
        if (!provider.equals(name)) {
            // The one name in which the provider's own ends with the word that is cut off.
            String known = provider.equals("azure.ai") ? "azure.ai.inference" : provider;
            addAll(refinements, known, attributes(declared));
        }
    }

    private void metric(String name, Map<?, ?> declared) {
        List<?> buckets = (List<?>) declared.get("bucket_boundaries");
        metrics.putIfAbsent(
                name,
                new Metric(
                        String.valueOf(declared.get("instrument")),
                        String.valueOf(declared.get("unit")),
                        String.valueOf(declared.get("value_type")),
                        attributes(declared),
                        buckets == null
                                ? null
                                : buckets.stream()
                                        .map(bound -> ((Number) bound).doubleValue())
                                        .toList()));
    }

    private void metricRefinement(String name, Map<?, ?> declared) {
        metricRefinements
                .computeIfAbsent((String) declared.get("ref"), key -> new TreeSet<>())
                .addAll(attributes(declared).keySet());
    }

    /** Returns what is declared for that type of span. */
    Map<String, Attribute> span(SpanType type) {
        return spans.getOrDefault(type, Map.of());
    }

    /** Returns what is declared for that very span, additions of its provider included. */
    Map<String, Attribute> span(SpanType type, @Nullable String provider) {
        Map<String, Attribute> declared = new TreeMap<>(span(type));
        if (type == SpanType.INFERENCE && provider != null) {
            refinements.getOrDefault(provider, Map.of()).forEach((name, attribute) -> {
                // Bedrock's table says "required" of the guardrail, which only a request with a guardrail has.
                boolean required = attribute.isRequired() && !name.equals("aws.bedrock.guardrail.id");
                Attribute general = declared.get(name);
                boolean sampling = general != null && general.samplingRelevant();
                if (general == null || required) {
                    declared.put(
                            name, new Attribute(attribute.type(), required ? "required" : "recommended", sampling));
                }
            });
        }
        return declared;
    }

    @Nullable
    Metric metric(String name) {
        return metrics.get(name);
    }

    /** Returns what OpenAI adds to the attributes of that metric. */
    Set<String> metricAdditions(String name) {
        return metricRefinements.getOrDefault(name, Set.of());
    }

    @Nullable
    Map<String, Attribute> event(String name) {
        return events.get(name);
    }

    /** Returns the values that an attribute may have, null if it is not an enumeration. */
    @Nullable
    Set<Object> values(String attribute) {
        return enums.get(attribute);
    }

    /** Returns the names of all attributes, metrics and events. */
    public Set<String> names() {
        Set<String> names = new TreeSet<>(types.keySet());
        names.addAll(metrics.keySet());
        names.addAll(events.keySet());
        spans.values().forEach(declared -> names.addAll(declared.keySet()));
        return names;
    }

    /** Returns the names declared for that type of span. */
    public Set<String> names(SpanType type) {
        return span(type).keySet();
    }

    /** Returns the names declared for that type of span, additions of its provider included. */
    public Set<String> names(SpanType type, String provider) {
        return span(type, provider).keySet();
    }

    /** Returns the names declared for that event, none if there is no such event. */
    public Set<String> eventNames(String event) {
        return events.getOrDefault(event, Map.of()).keySet();
    }
}
