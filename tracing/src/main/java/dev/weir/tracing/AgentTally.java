package dev.weir.tracing;

import dev.weir.Operation;
import dev.weir.Response;
import dev.weir.Usage;
import dev.weir.tracing.cost.Cost;
import java.util.EnumMap;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/** Adds up what the model calls and tools of one agent run did. Carried in the Reactor Context; the nearest run counts. */
final class AgentTally {

    /** What a model call of the run read; compared by identity, as two calls may read as much. */
    static final class LastInput {
        private final long tokens;

        LastInput(long tokens) {
            this.tokens = tokens;
        }

        long tokens() {
            return tokens;
        }
    }

    private final Operation.AgentRun run;
    private final AtomicInteger inferenceCalls = new AtomicInteger();
    private final AtomicInteger toolCalls = new AtomicInteger();
    private final EnumMap<Usage.Count, Long> usage = new EnumMap<>(Usage.Count.class);
    private List<String> finishReasons = List.of();
    private List<Response.Choice> answer = List.of();
    private volatile boolean keepsAnswers;
    private @Nullable Cost cost;
    private volatile @Nullable LastInput lastInput;

    AgentTally(Operation.AgentRun run) {
        this.run = run;
    }

    /** Returns the tally of the run that this belongs to, null outside of agents. */
    static @Nullable AgentTally of(ContextView context) {
        return context.getOrDefault(AgentTally.class, null);
    }

    Context into(Context context) {
        return context.put(AgentTally.class, this);
    }

    /** Returns the run that is counted. */
    Operation.AgentRun run() {
        return run;
    }

    void toolCalled() {
        toolCalls.incrementAndGet();
    }

    void inferenceCalled() {
        inferenceCalls.incrementAndGet();
    }

    /** Adds what a model call consumed; the last call's finish reasons are the agent's. */
    synchronized void inferenceEnded(Usage used, List<String> reasons) {
        for (Usage.Count count : Usage.Count.values()) {
            used.get(count).ifPresent(tokens -> usage.merge(count, tokens, Long::sum));
        }
        used.inputTokens().ifPresent(tokens -> lastInput = new LastInput(tokens));
        if (!reasons.isEmpty()) {
            finishReasons = reasons;
        }
    }

    /** From now on keeps what model calls answer. */
    void keepAnswers() {
        keepsAnswers = true;
    }

    boolean keepsAnswers() {
        return keepsAnswers;
    }

    /** Notes what a model call answered; the last call's answer is the agent's. */
    synchronized void said(List<Response.Choice> choices) {
        if (!choices.isEmpty()) {
            answer = choices;
        }
    }

    synchronized List<Response.Choice> answer() {
        return answer;
    }

    /** Adds what a call cost, null if that is not known. */
    synchronized void costed(@Nullable Cost more) {
        if (more != null) {
            cost = cost == null ? more : cost.plus(more);
        }
    }

    /** Returns what the calls cost whose price is known; null if none is. */
    synchronized @Nullable Cost cost() {
        return cost;
    }

    /** Returns what the latest model call that reported it read, null before the first. */
    @Nullable
    LastInput lastInput() {
        return lastInput;
    }

    int inferenceCalls() {
        return inferenceCalls.get();
    }

    int toolCalls() {
        return toolCalls.get();
    }

    synchronized Usage usage() {
        Usage.Builder sum = Usage.builder();
        usage.forEach(sum::count);
        return sum.build();
    }

    synchronized List<String> finishReasons() {
        return finishReasons;
    }
}
