package dev.weir.cohere;

import dev.weir.InvalidRequestException;
import dev.weir.spi.JsonException;
import dev.weir.spi.JsonReader;

/** Checks JSON that users hand in as text before it becomes part of a request. */
final class JsonText {

    private JsonText() {}

    /** Fails unless {@code json} is one JSON object; {@code what} names it. */
    static void requireObject(String json, String what) {
        try {
            JsonReader reader = JsonReader.of(json);
            if (reader.isObject()) {
                reader.any();
                reader.end();
                return;
            }
        } catch (JsonException malformed) {
            throw new InvalidRequestException(
                    "The JSON of the " + what + " is not well-formed: " + malformed.getMessage());
        }
        throw new InvalidRequestException("The JSON of the " + what + " is not an object; a JSON Schema of type object"
                + " is expected, for example {\"type\":\"object\",\"properties\":{}}");
    }
}
