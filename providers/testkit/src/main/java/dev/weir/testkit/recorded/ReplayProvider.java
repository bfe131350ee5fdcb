package dev.weir.testkit.recorded;

import dev.weir.spi.Codec;
import dev.weir.spi.Credentials;
import dev.weir.spi.EmbeddingCodec;
import dev.weir.spi.Endpoint;
import dev.weir.spi.Provider;
import java.net.URI;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A provider as it is, but reached at the loopback server and without credentials. Its models are numbered: the number in
 * the path tells the server which recording to answer with, while the wire carries the recorded model's name.
 */
final class ReplayProvider implements Provider {

    private final String name;
    private final Provider real;
    private final String server;
    private final IntFunction<String> wireModels;

    ReplayProvider(String name, Provider real, String server, IntFunction<String> wireModels) {
        this.name = name;
        this.real = real;
        this.server = server;
        this.wireModels = wireModels;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Endpoint endpoint() {
        return new Endpoint() {
            @Override
            public URI baseUrl(String model) {
                return URI.create(server + "/replay/" + model);
            }

            @Override
            public String wireModel(String model) {
                return wireModels.apply(Integer.parseInt(model));
            }
        };
    }

    @Override
    public Credentials credentials() {
        return Credentials.NONE;
    }

    @Override
    public Codec codec() {
        return real.codec();
    }

    @Override
    public @Nullable EmbeddingCodec embeddingCodec() {
        return real.embeddingCodec();
    }
}
