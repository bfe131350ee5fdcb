package dev.weir.tracing;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.util.context.ContextView;

/** What an {@link AttributeDialect} is told about an ended operation of any kind. Immutable; content only where it says so. */
public abstract sealed class Facts permits CallFacts, EmbeddingFacts, RerankFacts, ToolFacts, AgentFacts, StepFacts {

    /** How an operation ended. */
    public enum Outcome {
        /** Its source completed, or handed out its last value. */
        COMPLETED,
        /** It failed, other than by running out of time. */
        FAILED,
        /** Its subscriber lost interest first. */
        CANCELLED,
        /** A time limit passed. */
        TIMED_OUT
    }

    /**
     * Why an operation failed.
     *
     * @param type {@code error.type}: a kind of few values, never empty
     * @param status the HTTP status of the answer, null if the failure was not one
     * @param retryAfter how long the provider asks to wait, null if it does not say
     * @param message what went wrong in Weir's own words, without secrets, content or what the provider said; null for
     *     failures of other programs, whose text may hold anything
     */
    public record Failure(
            String type,
            @Nullable Integer status,
            @Nullable Duration retryAfter,
            @Nullable String message) {
        /** Checks the type. */
        public Failure {
            Objects.requireNonNull(type, "type");
        }
    }

    private final Conclusion conclusion;
    private final ContextView context;

    Facts(Conclusion conclusion, ContextView context) {
        this.conclusion = conclusion;
        this.context = context;
    }

    /** Returns {@code gen_ai.operation.name}, for example {@code chat}. */
    public abstract String operation();

    /** Returns how it ended. */
    public final Outcome outcome() {
        return conclusion.outcome();
    }

    /** Returns whether the span counts as good. A cancelled one does, unless {@link TracingBuilder#cancelAsError} is on. */
    public final boolean success() {
        return conclusion.failure() == null;
    }

    /** Returns why it failed; null exactly if {@link #success()}. */
    public final @Nullable Failure failure() {
        return conclusion.failure();
    }

    /** Returns how long it took: the same value as its duration metric. */
    public final Duration latency() {
        return conclusion.latency();
    }

    /** Returns the Reactor Context of the subscriber, the place for ids of the caller's own. */
    public final ContextView context() {
        return context;
    }

    /** Returns on whose behalf it ran, as its span says; {@link Attribution#NONE} if that was not said. */
    public final Attribution attribution() {
        return conclusion.surroundings().attribution();
    }

    /** Returns the session it ran in, as its span says; null if that was not said. */
    public final @Nullable Session session() {
        return conclusion.surroundings().session();
    }

    /** Returns the conversation of a request that names {@code own} or none, as its span says. */
    final @Nullable String conversation(@Nullable String own) {
        Session around = session();
        return own != null || around == null ? own : around.conversationId();
    }

    /** Tells kind and outcome. */
    @Override
    public final String toString() {
        return getClass().getSimpleName() + "[" + operation() + ", " + outcome() + "]";
    }
}
