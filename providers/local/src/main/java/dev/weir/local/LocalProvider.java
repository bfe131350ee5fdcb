package dev.weir.local;

import dev.weir.ConfigurationException;
import dev.weir.spi.Codec;
import dev.weir.spi.Credentials;
import dev.weir.spi.Endpoint;
import dev.weir.spi.Provider;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The provider {@code local}: models that need neither key nor network, reached over real HTTP on the loopback interface. It
 * is found on the class path by itself; name it in code only to change its pace.
 *
 * <ul>
 *   <li>{@code local/parrot} repeats the prompt and tells something about weirs, a word every 25 ms after a pause of 150 ms;
 *   <li>{@code local/parrot-fast} says the same without pauses.
 * </ul>
 *
 * <p>Answers depend on the request alone. Words count as tokens. A prompt that says {@code fail with 429} (or any status from
 * 400 on) gets that error. The parrot calls an offered tool if the tool choice requires it or the prompt asks to call or use a
 * tool; arguments and answers by a JSON Schema are small values the schema allows. Limits of tokens and stop sequences are
 * kept, several choices are all alike.
 *
 * <p>The server starts with the first call and stops with the client. Thread-safe.
 */
public final class LocalProvider implements Provider {

    /** The name before the slash. */
    public static final String NAME = "local";

    private static final Codec CODEC = new LocalCodec();

    private final Duration firstWord;
    private final Duration word;
    private final AtomicReference<@Nullable Mono<LoopbackServer>> starting = new AtomicReference<>();
    private volatile @Nullable LoopbackServer running;

    private LocalProvider(Duration firstWord, Duration word) {
        this.firstWord = firstWord;
        this.word = word;
    }

    /** Returns a provider of natural pace with a server of its own. */
    public static LocalProvider create() {
        return new LocalProvider(Duration.ofMillis(150), Duration.ofMillis(25));
    }

    /**
     * Returns a provider with a server of its own whose parrot pauses that long before the first word and between words.
     *
     * @throws ConfigurationException if one of them is negative
     */
    public LocalProvider pace(Duration first, Duration between) {
        if (first.isNegative() || between.isNegative()) {
            throw new ConfigurationException(
                    "The parrot's pauses must not be negative, were " + first + " and " + between);
        }
        return new LocalProvider(first, between);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Mono<Void> prepare() {
        return Mono.defer(this::server).then();
    }

    @Override
    public Mono<Void> close() {
        return Mono.defer(() -> {
            Mono<LoopbackServer> started = starting.getAndSet(null);
            running = null;
            return started == null ? Mono.empty() : started.flatMap(LoopbackServer::stop);
        });
    }

    @Override
    public Endpoint endpoint() {
        return model -> {
            LoopbackServer server = running;
            if (server == null) {
                throw new ConfigurationException("The local provider is not running; subscribe to prepare() first");
            }
            return URI.create(server.url() + "/v1");
        };
    }

    @Override
    public Credentials credentials() {
        return Credentials.NONE;
    }

    @Override
    public Codec codec() {
        return CODEC;
    }

    private Mono<LoopbackServer> server() {
        Mono<LoopbackServer> present = starting.get();
        if (present != null) {
            return present;
        }
        // a start that failed is tried again by the next call, one that succeeded is kept
        Mono<LoopbackServer> fresh = LoopbackServer.builder()
                .recording(false)
                .script(new Parrot(firstWord, word))
                .start()
                .doOnNext(server -> running = server)
                .cacheInvalidateIf(server -> false);
        return starting.compareAndSet(null, fresh) ? fresh : Objects.requireNonNullElse(starting.get(), fresh);
    }

    @Override
    public String toString() {
        return "LocalProvider[" + NAME + "]";
    }
}
