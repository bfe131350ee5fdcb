package dev.weir.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import java.math.BigDecimal;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Writes what is known about an ended operation under names of its own, beside those of the conventions: for a backend with
 * names of its own, or for dashboards that know older ones. None by default; see {@link Dialects} for those that are ready
 * made and {@link TracingBuilder#dialects} for how to choose.
 *
 * <pre>{@code
 * AttributeDialect team = (call, sink) -> sink.attribute("acme.model", call.target().wireModel())
 *         .attribute("acme.tokens", call.usage().totalTokens());
 * }</pre>
 *
 * <p>Called once per operation, shortly before its span ends, on the thread that ends it, and only if the span records; so it
 * must be safe to share and must not block. A dialect only adds: it cannot change what is on the span already, nor end or
 * rename it. One that throws is logged; the call, the span and the other dialects go on, and what it had written stays.
 */
@FunctionalInterface
public interface AttributeDialect {

    /** Writes about a model call, streamed or not. */
    void call(CallFacts call, Sink sink);

    /** Writes about texts that were embedded; nothing by default. */
    default void embedding(EmbeddingFacts embedding, Sink sink) {}

    /** Writes about documents that were ranked; nothing by default. */
    default void rerank(RerankFacts rerank, Sink sink) {}

    /** Writes about a tool that the caller ran; nothing by default. */
    default void tool(ToolFacts tool, Sink sink) {}

    /** Writes about an agent that ran in this process; nothing by default. */
    default void agent(AgentFacts agent, Sink sink) {}

    /** Writes about a step of the caller's own, see {@link Tracing#trace}; nothing by default. */
    default void step(StepFacts step, Sink sink) {}

    /** Where a dialect writes to. Of no use once the dialect has returned. */
    interface Sink {

        /** Adds an attribute; does nothing if the value is null or empty text, or if the span has one of that name. */
        <T> Sink attribute(AttributeKey<T> key, @Nullable T value);

        /** Adds an event to the span. */
        Sink event(String name, Attributes attributes);

        /** Adds text; nothing if null or empty. */
        default Sink attribute(String name, @Nullable String value) {
            return attribute(AttributeKey.stringKey(name), value);
        }

        /** Adds a number, as a double if its class has fractions, else as a long; nothing if null. */
        default Sink attribute(String name, @Nullable Number value) {
            if (value == null) {
                return this;
            }
            boolean fractions = value instanceof Double || value instanceof Float || value instanceof BigDecimal;
            return fractions
                    ? attribute(AttributeKey.doubleKey(name), value.doubleValue())
                    : attribute(AttributeKey.longKey(name), value.longValue());
        }

        /** Adds a count; nothing if absent. */
        default Sink attribute(String name, OptionalLong value) {
            return value.isEmpty() ? this : attribute(AttributeKey.longKey(name), value.getAsLong());
        }

        /** Adds a truth value; nothing if null. */
        default Sink attribute(String name, @Nullable Boolean value) {
            return attribute(AttributeKey.booleanKey(name), value);
        }

        /** Adds several texts; nothing if there are none. */
        default Sink attribute(String name, List<String> values) {
            return values.isEmpty() ? this : attribute(AttributeKey.stringArrayKey(name), values);
        }
    }
}
