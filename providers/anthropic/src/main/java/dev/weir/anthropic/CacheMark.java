package dev.weir.anthropic;

import dev.weir.spi.JsonWriter;
import org.jspecify.annotations.Nullable;

/** The {@code cache_control} of one block; nothing is written until it is set. */
final class CacheMark {

    private boolean set;
    private @Nullable String ttl;

    /** Sets the mark; a null time to live is the provider's default. */
    void set(@Nullable String timeToLive) {
        set = true;
        ttl = timeToLive;
    }

    void clear() {
        set = false;
    }

    boolean isSet() {
        return set;
    }

    /** Writes the field into the object that is open. */
    void write(JsonWriter json) {
        if (!set) {
            return;
        }
        json.name("cache_control").beginObject().name("type").value("ephemeral");
        if (ttl != null) {
            json.name("ttl").value(ttl);
        }
        json.endObject();
    }
}
