package dev.weir.testkit.recorded;

import dev.weir.Chunk;
import dev.weir.EmbeddingRequest;
import dev.weir.Request;
import dev.weir.client.LlmClient;
import dev.weir.local.ReceivedRequest;
import dev.weir.local.Reply;
import dev.weir.local.Split;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import reactor.core.publisher.Mono;

/**
 * One recorded exchange sent in one way.
 *
 * @param number its number among all replays, which is how the server knows which request belongs to it
 * @param provider the name under which the client knows the provider
 * @param exchange the recording
 * @param split how the body is cut
 * @param corked whether the pieces go out together, each still a chunk of its own
 */
record Replay(int number, String provider, RecordedExchange exchange, Split split, boolean corked) {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    /** Returns the number of the replay a request belongs to. */
    static int numberOf(ReceivedRequest request) {
        String path = request.path();
        int start = "/replay/".length();
        return Integer.parseInt(path.substring(start, path.indexOf('/', start)));
    }

    /** Returns what the server answers. */
    Reply reply() {
        Reply reply = Reply.of(exchange.status())
                .headers(exchange.headers())
                .chunked()
                .pieces(split.cut(exchange.body()));
        return corked ? reply.corked() : reply;
    }

    /** Returns what the client makes of it; never fails. */
    Mono<Reading> read(LlmClient client) {
        String model = provider + "/" + number;
        Mono<Reading> reading;
        if (exchange.isEmbedding()) {
            List<String> texts = Collections.nCopies(exchange.inputs(), "recorded");
            reading = Mono.defer(() -> client.embeddings(model).embed(EmbeddingRequest.of(texts)))
                    .map(Reading::ofEmbeddings);
        } else if (exchange.streaming()) {
            reading = Mono.defer(() -> {
                List<Chunk> chunks = new ArrayList<>();
                return client.model(model).stream(Request.of("recorded"))
                        .doOnNext(chunks::add)
                        .then(Mono.fromCallable(() -> Reading.ofStream(chunks, null)))
                        .onErrorResume(failure -> Mono.just(Reading.ofStream(chunks, failure)));
            });
        } else {
            reading = Mono.defer(() -> client.model(model).call("recorded")).map(Reading::ofCall);
        }
        return reading.timeout(LIMIT).onErrorResume(failure -> Mono.just(Reading.ofFailure(failure)));
    }
}
