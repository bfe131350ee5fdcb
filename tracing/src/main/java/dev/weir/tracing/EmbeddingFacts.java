package dev.weir.tracing;

import dev.weir.EmbeddingResponse;
import dev.weir.Operation;
import dev.weir.Usage;
import org.jspecify.annotations.Nullable;
import reactor.util.context.ContextView;

/** What is known about texts that were embedded. */
public final class EmbeddingFacts extends Facts {

    private final Operation.Embedding asked;
    private final @Nullable EmbeddingResponse response;

    EmbeddingFacts(
            Conclusion conclusion,
            ContextView context,
            Operation.Embedding asked,
            @Nullable EmbeddingResponse response) {
        super(conclusion, context);
        this.asked = asked;
        this.response = response;
    }

    @Override
    public String operation() {
        return EmbeddingRecording.OPERATION;
    }

    /** Returns whom was asked. */
    public Operation.Target target() {
        return asked.target();
    }

    /** Returns how many texts there were. */
    public int inputCount() {
        return asked.request().inputs().size();
    }

    /** Returns the length of the vectors: of those that came, else as asked for; null if neither is known. */
    public @Nullable Integer dimensions() {
        EmbeddingResponse known = response;
        return known == null || known.vectors().isEmpty()
                ? asked.request().dimensions()
                : Integer.valueOf(known.vectors().get(0).length);
    }

    /** Returns the model that answered, as the provider names it; null if it did not say. */
    public @Nullable String responseModel() {
        return response == null ? null : response.model();
    }

    /** Returns what is paid for; {@link Usage#ABSENT} if the provider did not say. */
    public Usage usage() {
        return response == null ? Usage.ABSENT : response.usage().billed();
    }
}
