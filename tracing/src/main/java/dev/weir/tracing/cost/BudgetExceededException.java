package dev.weir.tracing.cost;

import dev.weir.LlmException;
import dev.weir.ModelId;
import dev.weir.Response;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Budget} is used up: the call was not made, or its stream was stopped. What had arrived of a stream is in
 * {@link #partial()}.
 */
public final class BudgetExceededException extends LlmException {

    private static final long serialVersionUID = 1L;

    private final transient Budget budget;
    private final boolean sent;

    BudgetExceededException(Budget budget, String spent, ModelId model, boolean sent, @Nullable Response partial) {
        super(
                model + ": the " + budget.limit() + " is used up (" + spent + "); "
                        + (sent ? "the stream was stopped, what had arrived is in partial()" : "the call was not made")
                        + ". Raise the budget, or make the request or its maxTokens smaller",
                null,
                model,
                partial);
        this.budget = budget;
        this.sent = sent;
    }

    /** Returns the budget that is used up. */
    public Budget budget() {
        return budget;
    }

    /** Returns whether the request had been sent; if not, it cost nothing. */
    public boolean sent() {
        return sent;
    }

    /** Returns false: the same request would meet the same budget. */
    @Override
    public boolean retryable() {
        return false;
    }

    /** Returns {@code budget_exceeded}. */
    @Override
    public String errorType() {
        return "budget_exceeded";
    }
}
