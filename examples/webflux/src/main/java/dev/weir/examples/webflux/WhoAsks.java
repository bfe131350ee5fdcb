package dev.weir.examples.webflux;

import dev.weir.tracing.Attribution;
import dev.weir.tracing.Session;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/** Puts the tenant and the session that the headers name into the Reactor Context, where calls find them. */
@Component
class WhoAsks implements WebFilter {

    static final String TENANT = "X-Tenant";
    static final String SESSION = "X-Session-Id";

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        HttpHeaders headers = exchange.getRequest().getHeaders();
        return chain.filter(exchange)
                .contextWrite(tenant(headers.getFirst(TENANT)))
                .contextWrite(session(headers.getFirst(SESSION)));
    }

    private static Function<Context, Context> tenant(@Nullable String id) {
        return id == null || id.isBlank()
                ? Function.identity()
                : Attribution.tenant(id).feature("ask");
    }

    private static Function<Context, Context> session(@Nullable String id) {
        return id == null || id.isBlank() ? Function.identity() : Session.of(id);
    }
}
