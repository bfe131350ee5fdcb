package dev.weir.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Chunk;
import dev.weir.Response;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What a stream says is read while it goes on. */
class StreamContentTest {

    @Test
    void nothingIsKeptThatNobodyAsksFor() {
        assertThat(StreamContent.of(false, false)).isNull();
        StreamContent counting = StreamContent.of(false, true);
        ContentFixtures.beginning().forEach(counting::add);
        assertThat(counting.length()).isEqualTo(4);
        assertThat(counting.choices()).isEmpty();
    }

    @Test
    void aCancelOnAnotherThreadSeesWholeChunks() throws Exception {
        ExecutorService other = Executors.newSingleThreadExecutor();
        CyclicBarrier barrier = new CyclicBarrier(2);
        try {
            for (int round = 0; round < 100; round++) {
                StreamContent content = StreamContent.of(true, true);
                Future<?> stream = other.submit(() -> {
                    barrier.await();
                    for (int i = 0; i < 300; i++) {
                        content.add(new Chunk.TextDelta(0, 0, "ab"));
                    }
                    return null;
                });
                barrier.await();
                for (int i = 0; i < 20; i++) {
                    List<Response.Choice> choices = content.choices();
                    if (!choices.isEmpty()) {
                        assertThat(choices.get(0).message().text()).matches("(ab)*");
                    }
                }
                stream.get();
                assertThat(content.choices().get(0).message().text()).hasSize(600);
                assertThat(content.length()).isEqualTo(600);
            }
        } finally {
            other.shutdownNow();
        }
    }
}
