package dev.weir.tracing;

import dev.weir.Operation;
import dev.weir.RerankResponse;
import dev.weir.Usage;
import org.jspecify.annotations.Nullable;
import reactor.util.context.ContextView;

/** What is known about documents that were ranked. */
public final class RerankFacts extends Facts {

    private final Operation.Rerank asked;
    private final @Nullable RerankResponse response;

    RerankFacts(Conclusion conclusion, ContextView context, Operation.Rerank asked, @Nullable RerankResponse response) {
        super(conclusion, context);
        this.asked = asked;
        this.response = response;
    }

    @Override
    public String operation() {
        return RerankRecording.OPERATION;
    }

    /** Returns whom was asked. */
    public Operation.Target target() {
        return asked.target();
    }

    /** Returns how many documents there were. */
    public int documentCount() {
        return asked.request().documents().size();
    }

    /** Returns how many of the best were asked for, null for all. */
    public @Nullable Integer topN() {
        return asked.request().topN();
    }

    /** Returns what is paid for; {@link Usage#ABSENT} if the provider did not say. */
    public Usage usage() {
        return response == null ? Usage.ABSENT : response.usage().billed();
    }
}
