package dev.weir.spi;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** A provider: where it is, who calls, and what it speaks. Immutable; does no I/O itself. */
public interface Provider {

    /** Returns the name before the slash of a model id, for example {@code openai}. */
    String name();

    /**
     * Makes ready what needs time before the first call (a region looked up, an embedded server started); called at every
     * subscription before anything else and so to be cached. Must not block; {@link Mono#empty()} by default.
     */
    default Mono<Void> prepare() {
        return Mono.empty();
    }

    /** Releases what {@link #prepare()} made; called when the client that found this provider is closed. */
    default Mono<Void> close() {
        return Mono.empty();
    }

    /** Returns where it is reached. */
    Endpoint endpoint();

    /** Returns how it knows who calls. */
    Credentials credentials();

    /** Returns what it speaks. */
    Codec codec();

    /** Returns its embeddings side, null if it has none. */
    default @Nullable EmbeddingCodec embeddingCodec() {
        return null;
    }

    /** Returns its ranking side, null if it has none. */
    default @Nullable RerankCodec rerankCodec() {
        return null;
    }

    /** Returns its token counting side, null if it has none. */
    default @Nullable TokenCountCodec tokenCountCodec() {
        return null;
    }

    /** Returns headers sent with every request, for example an organization id. */
    default Map<String, String> headers() {
        return Map.of();
    }

    /** Returns {@code gen_ai.provider.name} for a model; {@link #name()} by default. */
    default String telemetryName(String model) {
        return name();
    }
}
