package dev.weir.trespass;

import dev.weir.http.HttpSettings;
import dev.weir.spi.ChunkEmitter;
import dev.weir.spi.Frame;
import dev.weir.spi.StreamDecoder;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** Breaks every rule for providers, to show that the rules see it. */
public final class TrespassingProvider implements StreamDecoder {

    private @Nullable HttpSettings transport;
    private @Nullable ByteBuf netty;
    private @Nullable JsonNode jackson;
    private @Nullable Mono<Void> reactor;
    private dev.weir.tracing.@Nullable TrespassingTracing tracing;

    @Override
    public void decode(Frame frame, ChunkEmitter out) {}

    @Override
    public boolean ended() {
        return transport == null && netty == null && jackson == null && reactor == null && tracing == null;
    }

    @Override
    public @Nullable String missing() {
        return null;
    }
}
