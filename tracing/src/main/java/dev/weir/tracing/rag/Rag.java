package dev.weir.tracing.rag;

import dev.weir.Chunk;
import dev.weir.EmbeddingModel;
import dev.weir.Model;
import dev.weir.Request;
import dev.weir.RerankModel;
import dev.weir.Response;
import dev.weir.tracing.Tracing;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Builds a pipeline that answers questions out of documents, and traces it: a span {@code rag.pipeline} with
 * {@code rag.embed_query}, {@code rag.vector_search}, {@code rag.rerank} and the model call below.
 *
 * <pre>{@code
 * RagPipeline books = Rag.pipeline(tracing)
 *         .embed(client.embeddings("openai/text-embedding-3-small"))
 *         .search(vector -> store.search(vector, 10))
 *         .rerank(client.rerank("cohere/rerank-v3.5"), 5)
 *         .generate(client.model("openai/gpt-4o-mini"));
 * Mono<Response> answer = books.call("Who wrote Dune?");
 * }</pre>
 *
 * <p>Each step is a model of a client or any function that returns a {@link Mono}. A client that is not traced is traced in
 * here. Everything is immutable, safe to share and cold: every subscription runs the pipeline anew. Functions are called on
 * subscription; one that throws, returns null or completes empty fails the run.
 */
public final class Rag {

    /** The name of a pipeline's span unless told otherwise. */
    public static final String DEFAULT_NAME = "rag.pipeline";

    private final Steps steps;

    private Rag(Steps steps) {
        this.steps = steps;
    }

    /** Starts a pipeline whose span is called {@value #DEFAULT_NAME}. */
    public static Rag pipeline(Tracing tracing) {
        return pipeline(tracing, DEFAULT_NAME);
    }

    /** Starts a pipeline whose span has that name. */
    public static Rag pipeline(Tracing tracing, String name) {
        return new Rag(new Steps(Objects.requireNonNull(tracing, "tracing"), Objects.requireNonNull(name, "name")));
    }

    /** Embeds the query with that model. */
    public Embedded embed(EmbeddingModel model) {
        return new Embedded(steps, steps.embed(model));
    }

    /** Embeds the query with a function. */
    public Embedded embed(Function<? super String, Mono<float[]>> function) {
        return new Embedded(steps, steps.embed(null, function));
    }

    /** Embeds the query with a function that uses the model of that name. */
    public Embedded embed(String modelName, Function<? super String, Mono<float[]>> function) {
        return new Embedded(steps, steps.embed(Objects.requireNonNull(modelName, "modelName"), function));
    }

    /** A pipeline that has a vector and needs to know where to search. */
    public static final class Embedded {

        private final Steps steps;
        private final Function<String, Mono<float[]>> embedding;

        private Embedded(Steps steps, Function<String, Mono<float[]>> embedding) {
            this.steps = steps;
            this.embedding = embedding;
        }

        /** Searches by the vector; the best hit comes first, and an empty list says that there is none. */
        public Found search(Function<? super float[], Mono<List<Hit>>> function) {
            Objects.requireNonNull(function, "function");
            return search((query, vector) -> function.apply(vector));
        }

        /** Searches by the query's text and vector; see {@link #search(Function)}. */
        public Found search(BiFunction<? super String, ? super float[], Mono<List<Hit>>> function) {
            return new Found(steps, steps.search(embedding, function));
        }
    }

    /** A pipeline that finds documents; reranking is optional. */
    public static final class Found {

        private final Steps steps;
        private final Function<String, Mono<List<Hit>>> retrieval;

        private Found(Steps steps, Function<String, Mono<List<Hit>>> retrieval) {
            this.steps = steps;
            this.retrieval = retrieval;
        }

        /**
         * Keeps the best hits by the judgement of that model; their scores become the model's. Left out if nothing was found.
         *
         * @throws dev.weir.InvalidRequestException if {@code topN} is less than 1
         */
        public Found rerank(RerankModel model, int topN) {
            return new Found(steps, steps.rerank(retrieval, steps.rerank(model, topN)));
        }

        /** Ranks the hits with a function of the query and the hits. Left out if nothing was found. */
        public Found rerank(BiFunction<? super String, ? super List<Hit>, Mono<List<Hit>>> function) {
            return new Found(steps, steps.rerank(retrieval, function));
        }

        /**
         * Answers with that model: the texts of the hits go into the system instructions, under {@code Context:}, and the query
         * is the user's message.
         */
        public RagPipeline generate(Model model) {
            return generate(model, Steps::prompt);
        }

        /** Answers with that model, asked what the function makes of the query and the hits. */
        public RagPipeline generate(Model model, BiFunction<? super String, ? super List<Hit>, Request> prompt) {
            Objects.requireNonNull(prompt, "prompt");
            Model traced = steps.traced(model);
            BiFunction<String, List<Hit>, Request> asked = steps.prompt(prompt);
            Function<String, Mono<Response>> call = generate((query, hits) -> traced.call(asked.apply(query, hits)));
            Function<String, Flux<Chunk>> stream =
                    generateStream((query, hits) -> traced.stream(asked.apply(query, hits)));
            return new RagPipeline(call, stream);
        }

        /** Answers with a function of the query and the hits; returns the pipeline, a function of the query. */
        public <T> Function<String, Mono<T>> generate(BiFunction<? super String, ? super List<Hit>, Mono<T>> function) {
            Objects.requireNonNull(function, "function");
            return query -> steps.pipeline(query)
                    .around(retrieval
                            .apply(query)
                            .flatMap(hits -> steps.checked(function.apply(query, hits), "generate")));
        }

        /** Answers piece by piece with a function of the query and the hits; returns the pipeline, a function of the query. */
        public <T> Function<String, Flux<T>> generateStream(
                BiFunction<? super String, ? super List<Hit>, Flux<T>> function) {
            Objects.requireNonNull(function, "function");
            return query -> steps.pipeline(query)
                    .around(retrieval
                            .apply(query)
                            .flatMapMany(hits -> steps.checked(function.apply(query, hits), "generate")));
        }
    }
}
