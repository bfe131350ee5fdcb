package dev.weir.tracing.cost;

import dev.weir.Chunk;
import dev.weir.ConfigurationException;
import dev.weir.EmbeddingResponse;
import dev.weir.Interceptor;
import dev.weir.Operation;
import dev.weir.RerankResponse;
import dev.weir.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * Counts calls into meters, and holds them to a budget if there is one.
 *
 * @param prices what calls cost, null to take what an interceptor further out knows
 * @param budget the limit, null to count only
 */
record Metering(@Nullable PriceTable prices, @Nullable Budget budget) implements Interceptor {

    /**
     * What interceptors of one call tell those further in: one call may pass several of them, and the innermost counts for
     * all.
     *
     * @param operation the call
     * @param meters what it counts into
     * @param prices what it costs, null if nobody said
     * @param estimator what counts while nothing is reported
     * @param limited whether there is a budget
     * @param outer who would count if there were no one further in
     */
    record Call(
            Operation operation,
            List<CostMeter> meters,
            @Nullable PriceTable prices,
            TokenEstimator estimator,
            boolean limited,
            @Nullable MeteredSubscriber<?> outer) {

        private static final Object KEY = Call.class;

        /** Returns whether there is nothing to count into. */
        static boolean isIdle(Context context) {
            return !context.hasKey(KEY) && CostMeter.in(context).isEmpty();
        }

        static Call of(Operation operation, Context context) {
            Call around = context.getOrDefault(KEY, null);
            return around != null && around.operation() == operation
                    ? around
                    : new Call(
                            operation,
                            CostMeter.in(context),
                            PriceTable.in(context),
                            TokenEstimator.CHARACTERS,
                            false,
                            null);
        }

        Context into(Context context, MeteredSubscriber<?> subscriber) {
            return context.put(KEY, new Call(operation, meters, prices, estimator, limited, subscriber));
        }

        PriceTable table() {
            return prices != null ? prices : limited ? PriceTable.shipped() : PriceTable.EMPTY;
        }

        private Call with(Metering metering, @Nullable CostMeter pot) {
            List<CostMeter> all = meters;
            if (pot != null && !meters.contains(pot)) {
                all = new ArrayList<>(meters);
                all.add(pot);
            }
            Budget limit = metering.budget();
            PriceTable offered = metering.prices();
            // A budget's own table counts most, then the outermost interceptor's, then that of the context. One without
            // rows is that of somebody who has no prices to offer.
            boolean takes =
                    offered != null && (limit != null || ((prices == null || outer == null) && offered.isUseful()));
            return new Call(
                    operation,
                    List.copyOf(all),
                    takes ? offered : prices,
                    limit == null ? estimator : limit.estimator(),
                    limited || limit != null,
                    outer);
        }
    }

    /** Makes the subscriber that counts a kind of answer. */
    @FunctionalInterface
    interface Factory<T> {
        MeteredSubscriber<T> make(CoreSubscriber<? super T> actual, Call call, @Nullable Limit limit);
    }

    /** A budget and the meter that it looks at. */
    record Limit(Budget budget, CostMeter pot) {}

    @Override
    public Mono<Response> call(Operation.Inference operation, Mono<Response> next) {
        return new MeteredMono<>(
                next,
                this,
                operation,
                (actual, call, limit) ->
                        new AnswerMeter<>(actual, call, operation.target(), limit, Response::usage, Response::model));
    }

    @Override
    public Flux<Chunk> stream(Operation.Inference operation, Flux<Chunk> next) {
        return new MeteredFlux(
                next, this, operation, (actual, call, limit) -> new StreamMeter(actual, call, operation, limit));
    }

    @Override
    public Mono<EmbeddingResponse> embed(Operation.Embedding operation, Mono<EmbeddingResponse> next) {
        return new MeteredMono<>(
                next,
                this,
                operation,
                (actual, call, limit) -> new AnswerMeter<>(
                        actual, call, operation.target(), limit, EmbeddingResponse::usage, EmbeddingResponse::model));
    }

    @Override
    public Mono<RerankResponse> rerank(Operation.Rerank operation, Mono<RerankResponse> next) {
        return new MeteredMono<>(
                next,
                this,
                operation,
                (actual, call, limit) -> new AnswerMeter<>(
                        actual, call, operation.target(), limit, RerankResponse::usage, answer -> null));
    }

    /** Subscribes to the source through a meter; without one if nobody counts, not at all if nothing is left. */
    <T> void subscribe(
            Consumer<CoreSubscriber<? super T>> source,
            CoreSubscriber<? super T> actual,
            Operation operation,
            Factory<T> meters) {
        if (budget == null && Call.isIdle(actual.currentContext())) {
            source.accept(actual);
            return;
        }
        MeteredSubscriber<T> metered = null;
        try {
            Limit limit = budget == null ? null : new Limit(budget, budget.meter(actual.currentContext()));
            Call call = Call.of(operation, actual.currentContext()).with(this, limit == null ? null : limit.pot());
            if (!call.meters().isEmpty()) {
                metered = meters.make(actual, call, limit);
                if (call.outer() != null) {
                    call.outer().relieve();
                }
                if (limit != null) {
                    check(limit, metered);
                }
                metered.reserve();
            }
        } catch (RuntimeException refusal) {
            Operators.error(actual, refusal);
            return;
        }
        source.accept(metered == null ? actual : metered);
    }

    /** Fails if the call must not be made. */
    private static void check(Limit limit, MeteredSubscriber<?> metered) {
        Budget budget = limit.budget();
        if (budget.needsPrice() && metered.price() == null) {
            throw new ConfigurationException(metered.target().model() + ": the " + budget.limit()
                    + " cannot be held, as the price of model \""
                    + metered.target().wireModel() + "\" of \""
                    + metered.target().providerName() + "\" is not known; give the budget a table with"
                    + " prices(PriceTable), or that table a policy with unknownModel(...)");
        }
        CostMeter asked = CostMeter.create();
        asked.pend(limit.pot().tokensSpent(), limit.pot().usdSpent());
        boolean nothingLeft = budget.exhausted(asked);
        asked.pend(metered.promptTokens(), metered.promptUsd());
        if (nothingLeft || budget.exceeded(asked)) {
            throw new BudgetExceededException(
                    budget,
                    budget.spent(limit.pot()) + (nothingLeft ? "" : ", and the prompt alone takes more than is left"),
                    metered.target().model(),
                    false,
                    null);
        }
    }
}
