package dev.weir.http;

import dev.weir.ModelId;
import dev.weir.Timeouts;
import dev.weir.spi.Credentials;
import java.net.URI;
import java.util.Map;

/**
 * One request to a provider, ready but for its credentials.
 *
 * @param model the model called, for exceptions
 * @param uri the final address
 * @param headers all headers but those of the credentials
 * @param body the final bytes; a GET if there are none, else a POST
 * @param credentials asked for headers before every attempt
 * @param timeouts the limits of this call
 */
public record HttpCall(
        ModelId model, URI uri, Map<String, String> headers, byte[] body, Credentials credentials, Timeouts timeouts) {

    /** Names the address, never headers or body. */
    @Override
    public String toString() {
        return "HttpCall[" + model + ", " + uri.getHost() + "]";
    }
}
