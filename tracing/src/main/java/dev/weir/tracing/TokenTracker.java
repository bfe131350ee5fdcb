package dev.weir.tracing;

import dev.weir.Usage;
import dev.weir.tracing.cost.Cost;
import dev.weir.tracing.cost.CostMeter;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reactor.util.context.ContextView;

/**
 * Records the usage of calls that were made without Weir: on the span they belong to, in the counters of
 * {@link TracingBuilder#usageCounters()} and in every {@link CostMeter} of the Reactor Context. Made by
 * {@link Tracing#tokenTracker()}; safe to share.
 *
 * <pre>{@code
 * TokenTracker tracker = tracing.tokenTracker();
 * Mono.deferContextual(context -> other.ask(prompt)
 *         .doOnNext(answer -> tracker.record(context, "openai/gpt-4o", answer.input(), answer.output())));
 * }</pre>
 */
public final class TokenTracker {

    private final Telemetry telemetry;

    TokenTracker(Telemetry telemetry) {
        this.telemetry = telemetry;
    }

    /**
     * Records a call.
     *
     * @param context the Reactor Context of whoever made it; {@code Context.empty()} where there is none
     * @param model {@code provider/model}, or the model's name alone if it has no slash
     * @return what it cost, empty if no price is known
     * @throws IllegalArgumentException if a count is negative
     */
    public Optional<Cost> record(ContextView context, String model, long inputTokens, long outputTokens) {
        if (inputTokens < 0 || outputTokens < 0) {
            throw new IllegalArgumentException(
                    "A number of tokens cannot be negative: input " + inputTokens + ", output " + outputTokens);
        }
        return record(
                context,
                model,
                Usage.builder()
                        .count(Usage.Count.INPUT, inputTokens)
                        .count(Usage.Count.OUTPUT, outputTokens)
                        .build());
    }

    /**
     * Records a call. The span is that of the Reactor Context, else the current one; it keeps the usage of the call that was
     * recorded last.
     *
     * @param context the Reactor Context of whoever made it; {@code Context.empty()} where there is none
     * @param model {@code provider/model}, or the model's name alone
     * @param usage what it consumed; input includes cached tokens, output includes reasoning
     * @return what it cost, empty if no price is known
     */
    public Optional<Cost> record(ContextView context, String model, Usage usage) {
        Objects.requireNonNull(context, "context");
        Objects.requireNonNull(model, "model");
        Usage paid = usage.billed();
        Cost cost = telemetry.costs().of("", model, paid);
        telemetry.guard().run(() -> recorded(context, model, paid, cost));
        CostMeter.in(context).forEach(meter -> meter.add(paid, cost));
        return Optional.ofNullable(cost);
    }

    private void recorded(ContextView reactor, String model, Usage usage, @Nullable Cost cost) {
        Context own = Parents.own(reactor);
        Context context = own != null ? own : Context.current();
        Span span = Span.fromContext(context);
        if (span.isRecording()) {
            for (Usage.Count count : Usage.Count.values()) {
                usage.get(count)
                        .ifPresent(tokens ->
                                telemetry.names().usage(count).forEach(key -> span.setAttribute(key, tokens)));
            }
            span.setAllAttributes(telemetry.costs().attributes(cost));
        }
        Ambient ambient = telemetry.settings().ambient();
        Attribution who = Surroundings.of(reactor, context, ambient).attribution();
        telemetry.costs().count(context, who, nameOf(model), usage, cost);
    }

    /** Returns the name that calls through Weir are counted under. */
    private static String nameOf(String model) {
        int slash = model.indexOf('/');
        return slash > 0 && slash < model.length() - 1 ? model.substring(slash + 1) : model;
    }
}
