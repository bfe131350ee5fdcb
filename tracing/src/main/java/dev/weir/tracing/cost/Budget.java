package dev.weir.tracing.cost;

import dev.weir.Chunk;
import dev.weir.ConfigurationException;
import dev.weir.EmbeddingResponse;
import dev.weir.Interceptor;
import dev.weir.Operation;
import dev.weir.RerankResponse;
import dev.weir.Response;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/**
 * A limit on what calls may consume, held also in the middle of a stream. Immutable; every setter returns a changed copy.
 * Needs no OpenTelemetry.
 *
 * <pre>{@code
 * Model careful = model.with(Budget.usd(0.05));                       // each call by itself
 * Model frugal = model.with(Budget.tokens(100_000).shared());         // all calls of this model together
 * Model fair = model.with(Budget.usd(1).perMeter());                  // each session: .contextWrite(CostMeter.create())
 * }</pre>
 *
 * <p>A stream is stopped as soon as a piece takes it over the limit: the connection is closed, that piece is passed on as the
 * last one, and then the stream fails with {@link BudgetExceededException}. An answer that arrives whole, or whose end has
 * come, is paid for and handed out even if it took too much. A call is refused, before anything is sent, when nothing is left
 * or its prompt alone would take more.
 *
 * <p>What counts is the usage the provider reports. Most report only at the end of a stream, so until then a
 * {@link TokenEstimator} counts: a quarter of the characters by default. Its figures are nowhere reported as usage; those of
 * a stream that was cut before its report go on counting against the budget. A limit in US dollars needs the model's price:
 * that of {@link #prices}, else of the tracing around it, else of {@link PriceTable#shipped()}; a model without price is
 * refused with a {@link ConfigurationException}, as its budget could not be held.
 *
 * <p>Add it outside of a retry, so that all attempts draw on one budget, and inside of tracing, so that the span says why a
 * stream was stopped; {@code model.with(budget)} does the latter.
 */
public final class Budget implements Interceptor {

    private enum Scope {
        CALL,
        METER,
        CONTEXT
    }

    private final @Nullable BigDecimal usd;
    private final long tokens;
    private final Scope scope;
    private final @Nullable CostMeter meter;
    private final Metering metering;
    private final TokenEstimator estimator;
    private final @Nullable PriceTable prices;

    private Budget(
            @Nullable BigDecimal usd,
            long tokens,
            Scope scope,
            @Nullable CostMeter meter,
            TokenEstimator estimator,
            @Nullable PriceTable prices) {
        this.usd = usd;
        this.tokens = tokens;
        this.scope = scope;
        this.meter = meter;
        this.estimator = estimator;
        this.prices = prices;
        this.metering = new Metering(prices, this);
    }

    /**
     * Returns a limit in US dollars for every single call.
     *
     * @throws IllegalArgumentException if it is negative or not a number
     */
    public static Budget usd(double limit) {
        if (Double.isNaN(limit) || Double.isInfinite(limit)) {
            throw new IllegalArgumentException("A budget must be a number of US dollars, not " + limit);
        }
        return usd(BigDecimal.valueOf(limit));
    }

    /**
     * Returns a limit in US dollars for every single call.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public static Budget usd(BigDecimal limit) {
        if (limit.signum() < 0) {
            throw new IllegalArgumentException("A budget cannot be negative: " + limit);
        }
        return new Budget(limit, 0, Scope.CALL, null, TokenEstimator.CHARACTERS, null);
    }

    /**
     * Returns a limit on input and output tokens together for every single call.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public static Budget tokens(long limit) {
        if (limit < 0) {
            throw new IllegalArgumentException("A budget cannot be negative: " + limit);
        }
        return new Budget(null, limit, Scope.CALL, null, TokenEstimator.CHARACTERS, null);
    }

    /** Makes the limit one for all calls that go through the returned budget, wherever it is used; see {@link #meter()}. */
    public Budget shared() {
        return over(CostMeter.create());
    }

    /** Makes the limit one for everything that meter counts, including what it has counted before. */
    public Budget over(CostMeter counted) {
        return new Budget(usd, tokens, Scope.METER, Objects.requireNonNull(counted, "counted"), estimator, prices);
    }

    /**
     * Makes the limit one for everything that the nearest {@link CostMeter} in the Reactor Context counts, so that one model
     * serves many sessions. A call without a meter fails with a {@link ConfigurationException}.
     */
    public Budget perMeter() {
        return new Budget(usd, tokens, Scope.CONTEXT, null, estimator, prices);
    }

    /** Sets what models cost. */
    public Budget prices(PriceTable table) {
        return new Budget(usd, tokens, scope, meter, estimator, Objects.requireNonNull(table, "table"));
    }

    /** Sets what counts while the provider has reported nothing; {@link TokenEstimator#CHARACTERS} by default. */
    public Budget estimator(TokenEstimator guess) {
        return new Budget(usd, tokens, scope, meter, Objects.requireNonNull(guess, "guess"), prices);
    }

    /** Returns what has been counted, if the limit is {@link #shared()} or {@link #over} a meter. */
    public Optional<CostMeter> meter() {
        return Optional.ofNullable(meter);
    }

    @Override
    public Mono<Response> call(Operation.Inference operation, Mono<Response> next) {
        return metering.call(operation, next);
    }

    @Override
    public Flux<Chunk> stream(Operation.Inference operation, Flux<Chunk> next) {
        return metering.stream(operation, next);
    }

    @Override
    public Mono<EmbeddingResponse> embed(Operation.Embedding operation, Mono<EmbeddingResponse> next) {
        return metering.embed(operation, next);
    }

    @Override
    public Mono<RerankResponse> rerank(Operation.Rerank operation, Mono<RerankResponse> next) {
        return metering.rerank(operation, next);
    }

    /** Returns the meter that the next call counts into. */
    CostMeter meter(ContextView context) {
        if (meter != null) {
            return meter;
        }
        if (scope == Scope.CALL) {
            return CostMeter.create();
        }
        List<CostMeter> around = CostMeter.in(context);
        if (around.isEmpty()) {
            throw new ConfigurationException(
                    "The " + limit() + " is one per CostMeter, but there is none in the Reactor"
                            + " Context; add .contextWrite(CostMeter.create()) where a session begins, or use shared()");
        }
        return around.get(around.size() - 1);
    }

    boolean needsPrice() {
        return usd != null;
    }

    TokenEstimator estimator() {
        return estimator;
    }

    /** Returns whether more has been consumed than allowed. */
    boolean exceeded(CostMeter pot) {
        return usd == null ? pot.tokensSpent() > tokens : pot.usdSpent() > usd.doubleValue();
    }

    /** Returns whether nothing is left. */
    boolean exhausted(CostMeter pot) {
        return usd == null ? pot.tokensSpent() >= tokens : pot.usdSpent() >= usd.doubleValue();
    }

    String limit() {
        return usd == null ? "budget of " + tokens + " tokens" : "budget of $" + usd.toPlainString();
    }

    String spent(CostMeter pot) {
        return usd == null
                ? "about " + Math.round(pot.tokensSpent()) + " tokens"
                : "about " + CostMeter.shown(pot.usdSpent());
    }

    /** Returns the limit and whom it is for. */
    @Override
    public String toString() {
        return "Budget[" + limit() + ", "
                + switch (scope) {
                    case CALL -> "per call";
                    case METER -> "shared";
                    case CONTEXT -> "per meter";
                }
                + "]";
    }
}
