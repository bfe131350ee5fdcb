package dev.weir.spi;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/** An endpoint of one base URL; keeps what it made of it, because most calls go to the same address. */
final class FixedEndpoint implements Endpoint {

    private record Resolved(String path, URI uri) {}

    private final String baseUrl;
    private final String what;
    private volatile @Nullable URI base;
    private volatile @Nullable Resolved last;

    /**
     * Keeps the URL, unchecked until it is asked for.
     *
     * @param what begins the message of the error
     */
    FixedEndpoint(String baseUrl, String what) {
        this.baseUrl = baseUrl;
        this.what = what;
    }

    @Override
    public URI baseUrl(String model) {
        URI known = base;
        if (known == null) {
            known = Endpoint.parse(baseUrl, what);
            base = known;
        }
        return known;
    }

    @Override
    public URI resolve(String model, String path) {
        Resolved known = last;
        if (known == null || !known.path.equals(path)) {
            known = new Resolved(path, Endpoint.super.resolve(model, path));
            last = known;
        }
        return known.uri;
    }
}
