package dev.weir.openai;

import dev.weir.spi.Codec;
import dev.weir.spi.Credentials;
import dev.weir.spi.EmbeddingCodec;
import dev.weir.spi.Endpoint;
import dev.weir.spi.Provider;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A provider of this family: values only. */
record WireProvider(
        String name,
        UnaryOperator<String> telemetryNames,
        Endpoint endpoint,
        Credentials credentials,
        Codec codec,
        @Nullable EmbeddingCodec embeddingCodec,
        Map<String, String> headers)
        implements Provider {

    WireProvider(
            String name,
            String telemetryName,
            Endpoint endpoint,
            Credentials credentials,
            Codec codec,
            @Nullable EmbeddingCodec embeddingCodec,
            Map<String, String> headers) {
        this(name, model -> telemetryName, endpoint, credentials, codec, embeddingCodec, headers);
    }

    WireProvider {
        Objects.requireNonNull(name, "name");
        headers = Map.copyOf(headers);
    }

    @Override
    public String telemetryName(String model) {
        return telemetryNames.apply(model);
    }

    /** Names the provider only. */
    @Override
    public String toString() {
        return "Provider[" + name + ", " + codec.api() + "]";
    }
}
