package dev.weir.tracing;

import dev.weir.InvalidRequestException;
import dev.weir.Operation;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A search for documents that is traced, {@code retrieval {data source}}: in a vector store, a search engine, a provider's
 * knowledge base. Immutable and safe to share; every setter returns a changed copy. Made by {@link Tracing#retrieval()}.
 *
 * <pre>{@code tracing.retrieval().dataSource("books").topK(5).around(store.search(vector, 5))}</pre>
 */
public final class RetrievalSpec {

    private final Telemetry telemetry;
    private final Operation.Retrieval operation;

    RetrievalSpec(Telemetry telemetry) {
        this(telemetry, new Operation.Retrieval(Operation.Peer.UNKNOWN, null, null, null));
    }

    private RetrievalSpec(Telemetry telemetry, Operation.Retrieval operation) {
        this.telemetry = telemetry;
        this.operation = operation;
    }

    /** Names where documents are looked for, by its id; it becomes part of the span's name. */
    public RetrievalSpec dataSource(String id) {
        Objects.requireNonNull(id, "id");
        return with(operation.peer(), id, operation.topK(), operation.query());
    }

    /**
     * Sets how many documents are asked for at most; unlimited by default.
     *
     * @throws InvalidRequestException if there would be none
     */
    public RetrievalSpec topK(int count) {
        if (count < 1) {
            throw new InvalidRequestException("The number of documents to look for must be at least 1, was " + count);
        }
        return with(operation.peer(), operation.dataSource(), count, operation.query());
    }

    /** Sets what the documents should be about. This is content. */
    public RetrievalSpec query(String text) {
        Objects.requireNonNull(text, "text");
        return with(operation.peer(), operation.dataSource(), operation.topK(), text);
    }

    /** Names the provider that searches, one of {@code gen_ai.provider.name}; leave it out for a store that is none of them. */
    public RetrievalSpec provider(String name) {
        return peer(operation.peer().providerName(name));
    }

    /** Names the model that the search uses, for example to embed the query. */
    public RetrievalSpec model(String name) {
        return peer(operation.peer().model(name));
    }

    /**
     * Sets where the store is reached.
     *
     * @throws InvalidRequestException if the port is not between 1 and 65535
     */
    public RetrievalSpec server(String address, int port) {
        return peer(operation.peer().server(address, port));
    }

    private RetrievalSpec peer(Operation.Peer peer) {
        return with(peer, operation.dataSource(), operation.topK(), operation.query());
    }

    private RetrievalSpec with(
            Operation.Peer peer, @Nullable String dataSource, @Nullable Integer topK, @Nullable String query) {
        return new RetrievalSpec(telemetry, new Operation.Retrieval(peer, dataSource, topK, query));
    }

    /** Returns the search with a span around every subscription. */
    public <T> Mono<T> around(Mono<T> search) {
        return new TracedMono<>(Objects.requireNonNull(search, "search"), telemetry, searches(null), null);
    }

    /** Returns the search with a span around every subscription. */
    public <T> Flux<T> around(Flux<T> search) {
        return new TracedFlux<>(Objects.requireNonNull(search, "search"), telemetry, searches(null), null);
    }

    /**
     * Returns the search with a span around every subscription, which tells the documents that were found where content goes
     * onto spans, as {@code gen_ai.retrieval.documents}; at most 128 of them.
     *
     * @param documents reads them out of a value; only called where they are told
     */
    public <T> Mono<T> around(Mono<T> search, Function<? super T, List<RetrievedDocument>> documents) {
        Recording.Factory<T> searches = searches(Objects.requireNonNull(documents, "documents"));
        return new TracedMono<>(Objects.requireNonNull(search, "search"), telemetry, searches, null);
    }

    /** Returns the search with a span around every subscription; see {@link #around(Mono, Function)}. */
    public <T> Flux<T> around(Flux<T> search, Function<? super T, List<RetrievedDocument>> documents) {
        Recording.Factory<T> searches = searches(Objects.requireNonNull(documents, "documents"));
        return new TracedFlux<>(Objects.requireNonNull(search, "search"), telemetry, searches, null);
    }

    private <T> Recording.Factory<T> searches(@Nullable Function<? super T, List<RetrievedDocument>> documents) {
        return (parent, subscriber) -> new RetrievalRecording<>(telemetry, operation, documents, parent, subscriber);
    }

    @Override
    public String toString() {
        return "RetrievalSpec[" + operation.dataSource() + "]";
    }
}
