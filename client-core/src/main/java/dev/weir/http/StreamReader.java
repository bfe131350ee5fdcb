package dev.weir.http;

import dev.weir.Response;
import dev.weir.spi.Codec;
import dev.weir.spi.Headers;

/** What the transport needs to know of a streamed model call. */
public interface StreamReader {

    /** Returns the codec of the provider. */
    Codec codec();

    /** Fills in what the codec does not know: metadata, warnings, origin. Called for the whole and for partial answers. */
    Response complete(Response decoded, Headers headers);
}
