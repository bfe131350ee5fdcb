package dev.weir.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is known about a step before it runs.
 *
 * @param name the span's
 * @param kind what the step is to other processes
 * @param tags labels to find it by
 * @param attributes what samplers see, without the tags
 * @param arguments what the step is given; content
 * @param result how to tell what it gives back, null if not at all; content
 * @param links spans known by now that it has to do with
 * @param link a span to be known once the step gets something, null for none
 */
record StepPlan(
        String name,
        SpanKind kind,
        List<String> tags,
        Attributes attributes,
        List<Argument> arguments,
        @Nullable Function<Object, @Nullable Object> result,
        List<SpanContext> links,
        @Nullable SpanLink link) {

    /** A value by name. */
    record Argument(String name, Object value) {}

    static StepPlan named(String name) {
        return new StepPlan(name, SpanKind.INTERNAL, List.of(), Attributes.empty(), List.of(), null, List.of(), null);
    }

    StepPlan kind(SpanKind role) {
        return new StepPlan(name, role, tags, attributes, arguments, result, links, link);
    }

    StepPlan tag(String... more) {
        List<String> all =
                Stream.concat(tags.stream(), Stream.of(more)).distinct().toList();
        return new StepPlan(name, kind, all, attributes, arguments, result, links, link);
    }

    <A> StepPlan attribute(AttributeKey<A> key, A value) {
        Attributes more = attributes.toBuilder().put(key, value).build();
        return new StepPlan(name, kind, tags, more, arguments, result, links, link);
    }

    StepPlan argument(String argument, @Nullable Object value) {
        if (value == null) {
            return this;
        }
        List<Argument> more = new ArrayList<>(arguments);
        more.add(new Argument(argument, value));
        return new StepPlan(name, kind, tags, attributes, List.copyOf(more), result, links, link);
    }

    StepPlan result(Function<Object, @Nullable Object> teller) {
        return new StepPlan(name, kind, tags, attributes, arguments, teller, links, link);
    }

    StepPlan link(SpanContext span) {
        List<SpanContext> more = new ArrayList<>(links);
        more.add(span);
        return new StepPlan(name, kind, tags, attributes, arguments, result, List.copyOf(more), link);
    }

    StepPlan link(SpanLink later) {
        return new StepPlan(name, kind, tags, attributes, arguments, result, links, later);
    }

    boolean hasContent() {
        return result != null || !arguments.isEmpty();
    }

    /** Returns everything that samplers see. */
    Attributes known() {
        return tags.isEmpty()
                ? attributes
                : attributes.toBuilder().put(Names.WEIR_TRACE_TAGS, tags).build();
    }
}
