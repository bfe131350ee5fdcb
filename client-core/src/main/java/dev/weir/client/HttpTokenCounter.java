package dev.weir.client;

import dev.weir.ApiError;
import dev.weir.ModelId;
import dev.weir.Request;
import dev.weir.Timeouts;
import dev.weir.TokenCounter;
import dev.weir.Warning;
import dev.weir.http.AnswerReader;
import dev.weir.http.HttpCall;
import dev.weir.http.HttpTransport;
import dev.weir.spi.Headers;
import dev.weir.spi.Provider;
import dev.weir.spi.ResponseHeaders;
import dev.weir.spi.TokenCountCodec;
import dev.weir.spi.WireRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import reactor.core.publisher.Mono;

/** Joins a provider's token counting to the transport. */
final class HttpTokenCounter implements TokenCounter {

    private final Route route;
    private final TokenCountCodec codec;
    private final HttpTransport transport;
    private final Timeouts timeouts;

    HttpTokenCounter(ModelId id, Provider provider, TokenCountCodec codec, HttpTransport transport, Timeouts timeouts) {
        this.route = new Route(id, provider);
        this.codec = codec;
        this.transport = transport;
        this.timeouts = timeouts;
    }

    @Override
    public ModelId id() {
        return route.id();
    }

    @Override
    public Mono<Long> count(Request request) {
        Objects.requireNonNull(request, "request");
        return Mono.defer(() -> {
            Mono<Void> preparation = route.preparation();
            return preparation == null ? once(request) : preparation.then(Mono.defer(() -> once(request)));
        });
    }

    private Mono<Long> once(Request request) {
        request.validate();
        List<Warning> warnings = new ArrayList<>(0);
        String model = route.provider().endpoint().wireModel(route.id().model());
        WireRequest wire = Route.encode(() -> codec.encode(request, model, warnings));
        route.check(request.unsupportedPolicy(), warnings);
        Timeouts limits = request.options().timeouts();
        HttpCall call =
                route.call(wire, request.headers(), null, transport.settings(), limits == null ? timeouts : limits);
        return transport.call(call, new Answer());
    }

    /** Reads the answer. */
    private final class Answer implements AnswerReader<Long> {

        @Override
        public Long read(byte[] body, Headers headers) {
            return codec.decode(body);
        }

        @Override
        public ApiError error(int status, Headers headers, byte[] body) {
            return codec.error(status, headers, body);
        }

        @Override
        public ResponseHeaders headers() {
            return codec.headers();
        }
    }

    @Override
    public String toString() {
        return "TokenCounter[" + route.id() + "]";
    }
}
