package dev.weir.spi;

import dev.weir.ConfigurationException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/** Where a provider is reached. Immutable; asked at every subscription and must not block. */
public interface Endpoint {

    /**
     * Returns the base URL for a model.
     *
     * @throws ConfigurationException if none is configured, naming the setting
     */
    URI baseUrl(String model);

    /**
     * Returns the full address for a path of the codec. By default the base URL's path with {@code path} appended; the base
     * URL's own query is kept.
     */
    default URI resolve(String model, String path) {
        URI base = baseUrl(model);
        String prefix = base.getRawPath() == null ? "" : base.getRawPath();
        if (prefix.endsWith("/")) {
            prefix = prefix.substring(0, prefix.length() - 1);
        }
        String query = base.getRawQuery();
        String joined = prefix + path;
        if (query != null) {
            joined += (path.indexOf('?') < 0 ? "?" : "&") + query;
        }
        return URI.create(base.getScheme() + "://" + base.getRawAuthority() + joined);
    }

    /** Returns the name of the model on the wire; the same by default. */
    default String wireModel(String model) {
        return model;
    }

    /** Returns an endpoint of one base URL, checked at once. */
    static Endpoint of(String baseUrl) {
        Endpoint endpoint = new FixedEndpoint(baseUrl, "The base URL");
        endpoint.baseUrl("");
        return endpoint;
    }

    /** Returns the endpoint a variable names, else the default; a malformed one fails at subscription. */
    static Endpoint environment(Environment environment, String variable, String fallback) {
        return new FixedEndpoint(environment.getOr(variable, fallback), "The variable " + variable);
    }

    /**
     * Parses a base URL.
     *
     * @throws ConfigurationException if it is not an absolute http or https URL; {@code what} begins the message
     */
    static URI parse(String baseUrl, String what) {
        try {
            URI uri = new URI(baseUrl.trim());
            String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            if ((scheme.equals("http") || scheme.equals("https"))
                    && uri.getHost() != null
                    && uri.getPort() <= 65_535
                    && uri.getUserInfo() == null) {
                return uri;
            }
        } catch (URISyntaxException malformed) {
            // falls through to the one message; the exception would repeat the input
        }
        throw new ConfigurationException(what
                + " is not a URL of the form https://host[:port][/path]; user names and passwords do not belong there");
    }
}
