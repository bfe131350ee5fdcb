package dev.weir.bedrock;

import dev.weir.spi.Codec;
import dev.weir.spi.Credentials;
import dev.weir.spi.EmbeddingCodec;
import dev.weir.spi.Endpoint;
import dev.weir.spi.Provider;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Joins region, credentials and codecs. */
final class BedrockProvider implements Provider {

    private final String name;
    private final String telemetryName;
    private final Endpoint endpoint;
    private final Credentials credentials;
    private final @Nullable AwsRegion region;
    private final @Nullable AwsCredentials chain;
    private final Codec codec;
    private final EmbeddingCodec embeddings;

    /** The region is null where none is needed, the chain where nothing is signed. */
    BedrockProvider(
            String name,
            String telemetryName,
            Endpoint endpoint,
            Credentials credentials,
            @Nullable AwsRegion region,
            @Nullable AwsCredentials chain,
            ClockSkew clock) {
        this.name = name;
        this.telemetryName = telemetryName;
        this.endpoint = endpoint;
        this.credentials = credentials;
        this.region = region;
        this.chain = chain;
        this.codec = new ConverseCodec(clock);
        this.embeddings = new InvokeEmbeddingCodec(clock);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Mono<Void> prepare() {
        return region == null ? Mono.empty() : region.prepare();
    }

    @Override
    public Mono<Void> close() {
        return chain == null
                ? Mono.empty()
                : Mono.<Void>fromRunnable(chain::close).subscribeOn(Schedulers.boundedElastic());
    }

    @Override
    public Endpoint endpoint() {
        return endpoint;
    }

    @Override
    public Credentials credentials() {
        return credentials;
    }

    @Override
    public Codec codec() {
        return codec;
    }

    @Override
    public EmbeddingCodec embeddingCodec() {
        return embeddings;
    }

    @Override
    public String telemetryName(String model) {
        return telemetryName;
    }

    @Override
    public String toString() {
        return "Provider[" + name + "]";
    }
}
