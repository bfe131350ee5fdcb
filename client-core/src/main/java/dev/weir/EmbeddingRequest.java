package dev.weir;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Texts to embed. Immutable; every setter returns a changed copy. */
public final class EmbeddingRequest {

    private final List<String> inputs;
    private final @Nullable Integer dimensions;
    private final @Nullable String purpose;
    private final Map<String, Object> extras;

    private EmbeddingRequest(
            List<String> inputs, @Nullable Integer dimensions, @Nullable String purpose, Map<String, Object> extras) {
        this.inputs = inputs;
        this.dimensions = dimensions;
        this.purpose = purpose;
        this.extras = extras;
    }

    /** Returns a request for these texts. */
    public static EmbeddingRequest of(List<String> inputs) {
        return new EmbeddingRequest(List.copyOf(inputs), null, null, Map.of());
    }

    /** Changes the texts. */
    public EmbeddingRequest inputs(List<String> texts) {
        return new EmbeddingRequest(List.copyOf(texts), dimensions, purpose, extras);
    }

    /** Asks for vectors of that length; the model's own length by default. */
    public EmbeddingRequest dimensions(int count) {
        return new EmbeddingRequest(inputs, count, purpose, extras);
    }

    /** Says what the vectors are for, in the provider's words (Cohere's input type, Google's task type). */
    public EmbeddingRequest purpose(String words) {
        return new EmbeddingRequest(inputs, dimensions, Objects.requireNonNull(words, "words"), extras);
    }

    /** Adds a field to the provider's request body, merged last. */
    public EmbeddingRequest extra(String name, @Nullable Object value) {
        Map<String, Object> merged = new LinkedHashMap<>(extras);
        merged.put(name, value);
        return new EmbeddingRequest(inputs, dimensions, purpose, java.util.Collections.unmodifiableMap(merged));
    }

    /** Returns the texts. */
    public List<String> inputs() {
        return inputs;
    }

    /** Returns the wanted length of the vectors, null for the model's own. */
    public @Nullable Integer dimensions() {
        return dimensions;
    }

    /** Returns what the vectors are for, null if not said. */
    public @Nullable String purpose() {
        return purpose;
    }

    /** Returns fields merged last into the provider's request body. */
    public Map<String, Object> extras() {
        return extras;
    }

    /** Tells the shape of the request, not its content. */
    @Override
    public String toString() {
        return "EmbeddingRequest[" + inputs.size() + " inputs, dimensions=" + dimensions + "]";
    }
}
