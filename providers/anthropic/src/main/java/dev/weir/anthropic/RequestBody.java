package dev.weir.anthropic;

import dev.weir.InvalidRequestException;
import dev.weir.spi.JsonException;
import dev.weir.spi.JsonWriter;
import java.util.Map;

/** A request body under way; a field the caller sets as an extra is not written twice. */
final class RequestBody {

    private final JsonWriter json = new JsonWriter();
    private final Map<String, Object> extras;

    RequestBody(Map<String, Object> extras) {
        this.extras = extras;
        json.beginObject();
    }

    JsonWriter json() {
        return json;
    }

    /** Writes the name and returns true, unless an extra takes its place. */
    boolean field(String name) {
        if (extras.containsKey(name)) {
            return false;
        }
        json.name(name);
        return true;
    }

    /** Adds the extras and returns the whole. */
    byte[] end() {
        extras.forEach((name, value) -> {
            try {
                json.name(name).any(value);
            } catch (JsonException notPlain) {
                throw new InvalidRequestException("The extra \"" + name + "\": " + notPlain.getMessage());
            }
        });
        return json.endObject().toByteArray();
    }
}
