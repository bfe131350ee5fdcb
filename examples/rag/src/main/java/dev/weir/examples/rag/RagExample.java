package dev.weir.examples.rag;

import dev.weir.Chunk;
import dev.weir.client.LlmClient;
import dev.weir.tracing.Tracing;
import dev.weir.tracing.rag.Rag;
import dev.weir.tracing.rag.RagPipeline;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;

/**
 * Answers {@code -Dquestion} out of a few documents with {@code -Dmodel} (by default {@code local/parrot}, which needs no key
 * and no network) and prints the trace of every step.
 */
public final class RagExample {

    private static final String DEFAULT_QUESTION = "How does a fish pass get salmon over a weir?";
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final List<String> DOCUMENTS = List.of(
            "A weir is a low barrier across a river that raises the water level upstream.",
            "A fish pass is a stair of small pools beside a weir, in which salmon swim upstream.",
            "A lock lifts boats from one water level to another.",
            "Beavers build dams out of branches and mud.",
            "The sharp crest of a measuring weir tells how much water a river carries.");

    private RagExample() {}

    /** Runs once. */
    public static void main(String[] args) {
        String question = args.length > 0 ? String.join(" ", args) : System.getProperty("question", DEFAULT_QUESTION);
        run(System.getProperty("model", "local/parrot"), question, System.out);
    }

    static void run(String model, String question, PrintStream out) {
        Tracing tracing =
                Tracing.configure(config -> config.serviceName("weir-rag").console(out));
        LlmClient client = LlmClient.builder().intercept(tracing).build();
        MemoryStore store = new MemoryStore(DOCUMENTS);
        RagPipeline rivers = Rag.pipeline(tracing)
                .embed("word-count", store::embed)
                .search(vector ->
                        tracing.retrieval().dataSource("rivers").topK(4).around(store.search(vector, 4)))
                .rerank((query, hits) -> MemoryStore.rerank(query, hits, 2))
                .generate(client.model(model));
        try {
            rivers.stream(question).map(Chunk::text).doOnNext(out::print).blockLast();
            out.println();
        } finally {
            tracing.close().block(PATIENCE);
            client.close().block(PATIENCE);
        }
    }
}
