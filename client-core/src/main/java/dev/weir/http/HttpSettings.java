package dev.weir.http;

import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;

/**
 * How the shared HTTP transport of a client behaves. Immutable; every setter returns a changed copy.
 *
 * @param maxConnections connections per host at most; further calls wait for one, see
 *     {@link dev.weir.Timeouts#poolWait()}; 10,000 by default, so that in practice nobody waits
 * @param maxEventBytes size of one event of a stream at most; 16 MiB by default
 * @param maxBodyBytes size of the whole answer to a call at most; 64 MiB by default
 * @param compression whether calls ask for gzip; true by default. Streams never ask, because proxies buffer compressed
 *     streams, but a compressed stream is read all the same
 * @param protocols what is offered to an https server; HTTP/2 and HTTP/1.1 by default, plain http always uses HTTP/1.1
 *     unless {@link HttpProtocol#H2C} is named
 * @param customizer last word on the Reactor Netty client: proxy, TLS, metrics, event loops; nothing by default
 */
public record HttpSettings(
        int maxConnections,
        int maxEventBytes,
        int maxBodyBytes,
        boolean compression,
        List<HttpProtocol> protocols,
        UnaryOperator<HttpClient> customizer) {

    /** The defaults named at each component. */
    public static final HttpSettings DEFAULT = new HttpSettings(
            10_000, 16 << 20, 64 << 20, true, List.of(HttpProtocol.H2, HttpProtocol.HTTP11), UnaryOperator.identity());

    /** Checks and copies. */
    public HttpSettings {
        if (maxConnections < 1 || maxEventBytes < 1024 || maxBodyBytes < 1024) {
            throw new dev.weir.ConfigurationException(
                    "HttpSettings: maxConnections must be at least 1, maxEventBytes and maxBodyBytes at least 1024");
        }
        protocols = List.copyOf(protocols);
        Objects.requireNonNull(customizer, "customizer");
    }

    /** Changes how many connections a host may get. */
    public HttpSettings maxConnections(int count) {
        return new HttpSettings(count, maxEventBytes, maxBodyBytes, compression, protocols, customizer);
    }

    /** Changes how large one event of a stream may be. */
    public HttpSettings maxEventBytes(int bytes) {
        return new HttpSettings(maxConnections, bytes, maxBodyBytes, compression, protocols, customizer);
    }

    /** Changes how large the answer to a call may be. */
    public HttpSettings maxBodyBytes(int bytes) {
        return new HttpSettings(maxConnections, maxEventBytes, bytes, compression, protocols, customizer);
    }

    /** Changes whether calls ask for gzip. */
    public HttpSettings compression(boolean asked) {
        return new HttpSettings(maxConnections, maxEventBytes, maxBodyBytes, asked, protocols, customizer);
    }

    /** Changes what is offered to an https server. */
    public HttpSettings protocols(HttpProtocol... offered) {
        return new HttpSettings(maxConnections, maxEventBytes, maxBodyBytes, compression, List.of(offered), customizer);
    }

    /** Adds a change to the Reactor Netty client, after those already there. */
    public HttpSettings customize(UnaryOperator<HttpClient> change) {
        return new HttpSettings(
                maxConnections,
                maxEventBytes,
                maxBodyBytes,
                compression,
                protocols,
                client -> change.apply(customizer.apply(client)));
    }
}
