package dev.weir.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Chunk;
import dev.weir.LlmException;
import dev.weir.Model;
import dev.weir.Response;
import dev.weir.client.LlmClient;
import dev.weir.local.LoopbackServer;
import dev.weir.local.Reply;
import dev.weir.spi.Environment;
import dev.weir.spi.Provider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the tests of {@link ProviderContract} stand on: a server, a client of the provider, and its samples. */
abstract class ContractFixture {

    /** Long enough for a loaded machine; nothing waits for it to pass unless something is wrong. */
    protected static final Duration LIMIT = Duration.ofSeconds(60);

    /** A key that must never be seen again. */
    protected static final String KEY = "sk-contract-0123456789abcdef";

    private @Nullable LoopbackServer server;
    private @Nullable LlmClient client;
    private @Nullable WireSamples samples;

    /**
     * Returns the provider, reached at that address, everything else from the environment.
     *
     * @param baseUrl a URL without path; append the path that the provider's real base URL has, if any
     * @param environment has the key under {@link #keyVariable()}, or nothing
     */
    protected abstract Provider provider(String baseUrl, Environment environment);

    /** Returns the variable that holds the key, null if the provider needs none. */
    protected abstract @Nullable String keyVariable();

    /** Returns how the provider writes things. */
    protected abstract WireSamples samples();

    @BeforeEach
    void start() {
        server = LoopbackServer.startNow();
        samples = samples();
        client = client(server.url(), true);
    }

    @AfterEach
    void stop() {
        client().close().block(LIMIT);
        server().close();
    }

    LlmClient client(String url, boolean withKey) {
        String variable = keyVariable();
        Environment environment = Environment.of(variable == null || !withKey ? Map.of() : Map.of(variable, KEY));
        return LlmClient.builder()
                .autoIntercept(false)
                .environment(environment)
                .provider(provider(url, environment))
                .build();
    }

    LoopbackServer server() {
        return java.util.Objects.requireNonNull(server);
    }

    LlmClient client() {
        return java.util.Objects.requireNonNull(client);
    }

    WireSamples wire() {
        return java.util.Objects.requireNonNull(samples);
    }

    Model model() {
        return model(client());
    }

    Model model(LlmClient of) {
        return of.model(provider(server().url(), Environment.of(Map.of())).name() + "/" + wire().model());
    }

    Response call(Reply reply) {
        server().enqueue(reply);
        return java.util.Objects.requireNonNull(model().call("Hello").block(LIMIT));
    }

    List<Chunk> stream(Reply reply) {
        server().enqueue(reply);
        return java.util.Objects.requireNonNull(
                model().stream("Hello").collectList().block(LIMIT));
    }

    static Response done(List<Chunk> chunks) {
        assertThat(chunks).isNotEmpty();
        Chunk last = chunks.get(chunks.size() - 1);
        assertThat(last).isInstanceOf(Chunk.Done.class);
        return ((Chunk.Done) last).response();
    }

    static List<String> texts(List<Chunk> chunks) {
        return chunks.stream().map(Chunk::text).filter(text -> !text.isEmpty()).toList();
    }

    /** Returns the error of a call that must fail. */
    LlmException failedCall(Reply reply) {
        server().enqueue(reply);
        return failure(model().call("Hello").materialize().block(LIMIT));
    }

    /** Returns the error of a stream that must fail; the text that came before goes to {@code seen}. */
    LlmException failedStream(Reply reply, List<String> seen) {
        server().enqueue(reply);
        AtomicReference<Throwable> error = new AtomicReference<>();
        List<Chunk> chunks = new ArrayList<>();
        model().stream("Hello")
                .doOnNext(chunks::add)
                .doOnError(error::set)
                .onErrorComplete()
                .blockLast(LIMIT);
        seen.addAll(texts(chunks));
        assertThat(chunks).noneMatch(Chunk.Done.class::isInstance);
        assertThat(error.get()).isInstanceOf(LlmException.class);
        return (LlmException) error.get();
    }

    LlmException failedStream(Reply reply) {
        return failedStream(reply, new ArrayList<>());
    }

    private static LlmException failure(reactor.core.publisher.@Nullable Signal<?> signal) {
        Throwable error = signal == null ? null : signal.getThrowable();
        assertThat(error).isInstanceOf(LlmException.class);
        return (LlmException) java.util.Objects.requireNonNull(error);
    }
}
