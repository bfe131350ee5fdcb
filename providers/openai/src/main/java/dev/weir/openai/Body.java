package dev.weir.openai;

import dev.weir.InvalidRequestException;
import dev.weir.Warning;
import dev.weir.spi.JsonException;
import dev.weir.spi.JsonReader;
import dev.weir.spi.JsonWriter;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request body in the making: skips what an extra replaces and notes what the dialect cannot say. */
final class Body {

    private final JsonWriter json = new JsonWriter(2048);
    private final Dialect dialect;
    private final Map<String, Object> extras;
    private final List<Warning> warnings;

    Body(Dialect dialect, Map<String, Object> extras, List<Warning> warnings) {
        this.dialect = dialect;
        this.extras = extras;
        this.warnings = warnings;
        json.beginObject();
    }

    JsonWriter json() {
        return json;
    }

    Dialect dialect() {
        return dialect;
    }

    /** Begins a field that every server knows; false if an extra replaces it. */
    boolean field(String name) {
        if (extras.containsKey(name)) {
            return false;
        }
        json.name(name);
        return true;
    }

    /** Begins the field of an option; false, with a warning, if the dialect has none. */
    boolean option(String option, String name) {
        String wire = dialect.field(name);
        if (wire == null) {
            warn(option, "left out: this provider's API has no field for it");
            return false;
        }
        return field(wire);
    }

    /** Writes an option that is a number, if it is set. */
    void number(String option, String name, @Nullable Number value) {
        if (value != null && option(option, name)) {
            json.any(value);
        }
    }

    void warn(String option, String reason) {
        warnings.add(new Warning(option, reason));
    }

    /** Writes JSON that a user gave as text, after checking that it is an object. */
    static void userJson(JsonWriter out, String text, String what) {
        try {
            JsonReader reader = JsonReader.of(text);
            if (!reader.isObject()) {
                throw new InvalidRequestException(what + " must be a JSON object");
            }
            reader.any();
            reader.end();
        } catch (JsonException malformed) {
            throw new InvalidRequestException(what + " is not JSON: " + malformed.getMessage());
        }
        out.raw(text);
    }

    /** Writes the extras and returns the bytes. */
    byte[] finish() {
        extras.forEach((name, value) -> {
            try {
                json.name(name).any(value);
            } catch (JsonException unwritable) {
                throw new InvalidRequestException("Extra \"" + name + "\": " + unwritable.getMessage());
            }
        });
        return json.endObject().toByteArray();
    }
}
