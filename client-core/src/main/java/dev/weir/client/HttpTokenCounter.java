package dev.weir.client;

import dev.weir.ModelId;
import dev.weir.Request;
import dev.weir.TokenCounter;
import dev.weir.Warning;
import dev.weir.http.HttpCall;
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

    HttpTokenCounter(Route route, TokenCountCodec codec) {
        this.route = route;
        this.codec = codec;
    }

    @Override
    public ModelId id() {
        return route.id();
    }

    @Override
    public Mono<Long> count(Request request) {
        Objects.requireNonNull(request, "request");
        return route.prepared(() -> once(request));
    }

    private Mono<Long> once(Request request) {
        request.validate();
        List<Warning> warnings = new ArrayList<>(0);
        String model = route.provider().endpoint().wireModel(route.id().model());
        WireRequest wire = Route.encode(() -> codec.encode(request, model, warnings));
        route.check(request.unsupportedPolicy(), warnings);
        HttpCall call =
                route.call(wire, request.headers(), null, request.options().timeouts());
        Answer<Long> answer = new Answer<>(codec.headers(), codec::error, (body, headers) -> codec.decode(body));
        return route.transport().call(call, answer);
    }

    @Override
    public String toString() {
        return "TokenCounter[" + route.id() + "]";
    }
}
