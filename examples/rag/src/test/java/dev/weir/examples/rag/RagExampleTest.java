package dev.weir.examples.rag;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.tracing.rag.Hit;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class RagExampleTest {

    @Test
    void theAnswerAndTheTraceOfEveryStepArePrinted() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        RagExample.run(
                "local/parrot-fast",
                "How does a fish pass get salmon over a weir?",
                new PrintStream(bytes, true, UTF_8));

        assertThat(bytes.toString(UTF_8))
                .contains("salmon")
                .containsPattern("(?s)rag.pipeline.*rag.embed_query.*rag.vector_search.*retrieval rivers"
                        + ".*rag.rerank.*chat parrot-fast");
    }

    @Test
    void theStoreFindsTheTextThatSharesMostWords() {
        MemoryStore store = new MemoryStore(List.of("boats and locks", "salmon and fish", "mud"));
        List<Hit> hits = store.embed("salmon fish")
                .flatMap(vector -> store.search(vector, 5))
                .block();

        assertThat(hits).extracting(Hit::id).containsExactly("doc-1");
    }
}
