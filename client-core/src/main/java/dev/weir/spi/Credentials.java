package dev.weir.spi;

import java.net.URI;
import java.util.Map;
import reactor.core.publisher.Mono;

/** How a provider knows who calls. Asked once per attempt; must not block. */
@FunctionalInterface
public interface Credentials {

    /** No credentials. */
    Credentials NONE = (uri, headers, body) -> Mono.just(Map.of());

    /**
     * Emits the headers that authorize this very request. All their values count as secrets: they are struck out wherever a
     * provider echoes them.
     *
     * @param uri the final address
     * @param headers the headers already on the request
     * @param body the final bytes; not to be changed
     */
    Mono<Map<String, String>> authorize(URI uri, Map<String, String> headers, byte[] body);

    /** Returns credentials of the form {@code Authorization: Bearer <secret>}. */
    static Credentials bearer(Secret secret) {
        return (uri, headers, body) -> secret.value().map(value -> Map.of("Authorization", "Bearer " + value));
    }

    /** Returns credentials that put the bare secret into a header of their own. */
    static Credentials header(String name, Secret secret) {
        return (uri, headers, body) -> secret.value().map(value -> Map.of(name, value));
    }
}
