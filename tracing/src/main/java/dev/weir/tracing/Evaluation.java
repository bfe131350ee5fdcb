package dev.weir.tracing;

import dev.weir.InvalidRequestException;
import dev.weir.Response;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A judgement of an answer or a step, made while it runs or any time later: a word, a number, both, or the
 * reason why there is none. Immutable; every setter returns a copy.
 *
 * <pre>{@code Evaluation.of("relevance").score(0.9).label(Evaluation.Label.PASS).explanation("names the author")}</pre>
 */
public final class Evaluation {

    /** Good or not. */
    public enum Label {
        /** Good; {@code pass} in telemetry. */
        PASS,
        /** Not good; {@code fail} in telemetry. */
        FAIL
    }

    private final String name;
    private final @Nullable String label;
    private final @Nullable Double score;
    private final @Nullable String explanation;
    private final @Nullable String responseId;
    private final @Nullable Throwable failure;

    private Evaluation(
            String name,
            @Nullable String label,
            @Nullable Double score,
            @Nullable String explanation,
            @Nullable String responseId,
            @Nullable Throwable failure) {
        this.name = name;
        this.label = label;
        this.score = score;
        this.explanation = explanation;
        this.responseId = responseId;
        this.failure = failure;
    }

    /**
     * Starts an evaluation by that measure, for example {@code relevance}.
     *
     * @throws InvalidRequestException if the name is blank
     */
    public static Evaluation of(String name) {
        if (Objects.requireNonNull(name, "name").isBlank()) {
            throw new InvalidRequestException("An evaluation needs the name of its measure, for example \"relevance\"");
        }
        return new Evaluation(name, null, null, null, null, null);
    }

    /** Sets whether it is good. */
    public Evaluation label(Label verdict) {
        return label(verdict.name().toLowerCase(Locale.ROOT));
    }

    /** Sets the verdict in a word of one's own; few words, as people group by them. */
    public Evaluation label(String verdict) {
        return new Evaluation(
                name, Objects.requireNonNull(verdict, "verdict"), score, explanation, responseId, failure);
    }

    /** Sets the verdict as a number, on any scale. */
    public Evaluation score(double value) {
        return new Evaluation(name, label, value, explanation, responseId, failure);
    }

    /** Sets why; recorded as it is, so keep what must not be seen out of it. */
    public Evaluation explanation(String text) {
        return new Evaluation(name, label, score, Objects.requireNonNull(text, "text"), responseId, failure);
    }

    /** Sets which answer this is about, by its id; nothing if the answer has none. */
    public Evaluation response(Response response) {
        return new Evaluation(name, label, score, explanation, response.id(), failure);
    }

    /** Sets why no verdict could be found. */
    public Evaluation failed(Throwable error) {
        return new Evaluation(name, label, score, explanation, responseId, Objects.requireNonNull(error, "error"));
    }

    /** Returns the measure. */
    public String name() {
        return name;
    }

    /** Returns the verdict as a word, null if there is none. */
    public @Nullable String label() {
        return label;
    }

    /** Returns the verdict as a number, null if there is none. */
    public @Nullable Double score() {
        return score;
    }

    @Nullable
    String explanation() {
        return explanation;
    }

    @Nullable
    String responseId() {
        return responseId;
    }

    @Nullable
    Throwable failure() {
        return failure;
    }

    /** Tells the verdict, not the explanation. */
    @Override
    public String toString() {
        return "Evaluation[" + name + (label == null ? "" : ", " + label) + (score == null ? "]" : ", " + score + "]");
    }
}
