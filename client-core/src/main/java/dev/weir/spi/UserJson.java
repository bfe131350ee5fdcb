package dev.weir.spi;

import dev.weir.InvalidRequestException;

/** Checks JSON that users hand in as text before it becomes part of a request, which one slip in it would break. */
public final class UserJson {

    private UserJson() {}

    /** Returns whether {@code json} is one JSON object and nothing else. */
    public static boolean isObject(String json) {
        try {
            return readsObject(json);
        } catch (JsonException malformed) {
            return false;
        }
    }

    /**
     * Checks a JSON Schema.
     *
     * @param what what the schema is of, for the message
     * @throws InvalidRequestException unless {@code json} is one JSON object and nothing else
     */
    public static void requireObject(String json, String what) {
        try {
            if (readsObject(json)) {
                return;
            }
        } catch (JsonException malformed) {
            throw new InvalidRequestException(
                    "The JSON of the " + what + " is not well-formed: " + malformed.getMessage());
        }
        throw new InvalidRequestException("The JSON of the " + what + " is not an object; a JSON Schema of type object"
                + " is expected, for example {\"type\":\"object\",\"properties\":{}}");
    }

    private static boolean readsObject(String json) {
        JsonReader reader = JsonReader.of(json);
        if (!reader.isObject()) {
            return false;
        }
        reader.any();
        reader.end();
        return true;
    }
}
