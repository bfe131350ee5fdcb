package dev.weir.tracing.conformance;

import java.io.PrintStream;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Which of the attributes declared for each type of span were seen, additions of providers not counted. */
public final class Coverage {

    private final Registry registry;
    private final Map<SpanType, Set<String>> seen = new EnumMap<>(SpanType.class);

    Coverage(Registry registry, Collection<Exported.Span> spans) {
        this.registry = registry;
        spans.forEach(this::add);
    }

    private void add(Exported.Span span) {
        SpanType type = SpanType.of(span);
        if (type == null) {
            return;
        }
        Set<String> names = seen.computeIfAbsent(type, key -> new TreeSet<>());
        registry.span(type).forEach((declared, attribute) -> {
            boolean there = attribute.isTemplate()
                    ? span.attributes().keySet().stream().anyMatch(name -> name.startsWith(declared + "."))
                    : span.has(declared);
            if (there) {
                names.add(declared);
            }
        });
    }

    /** Returns the types of spans that were seen. */
    public Set<SpanType> types() {
        return seen.keySet();
    }

    /** Returns the attributes that were seen. */
    public Set<String> seen(SpanType type) {
        return new TreeSet<>(seen.getOrDefault(type, Set.of()));
    }

    /** Returns the declared attributes that were not seen. */
    public Set<String> missing(SpanType type) {
        Set<String> missing = new TreeSet<>(registry.names(type));
        missing.removeAll(seen(type));
        return missing;
    }

    /** Returns for example {@code inference 31 of 37}. */
    public String line(SpanType type) {
        return type + " " + seen(type).size() + " of " + registry.names(type).size();
    }

    /** Prints a line for each type. */
    public void print(PrintStream out) {
        seen.keySet().forEach(type -> out.println("  " + line(type) + missingText(type)));
    }

    private String missingText(SpanType type) {
        Set<String> missing = missing(type);
        return missing.isEmpty() ? "" : "; not seen: " + String.join(", ", missing);
    }
}
