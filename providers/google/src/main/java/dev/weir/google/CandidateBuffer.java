package dev.weir.google;

import dev.weir.spi.JsonException;
import dev.weir.spi.JsonReader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One candidate as read from the wire, before its index is known for sure; reused for every event. */
final class CandidateBuffer {

    private static final int MAX_INDEX = 255;

    private final List<PartBuffer> pool = new ArrayList<>();
    private int count;
    int index;

    @Nullable
    String finishReason;

    final RawFields others = new RawFields();

    int partCount() {
        return count;
    }

    PartBuffer part(int i) {
        return pool.get(i);
    }

    /** Reads a candidate; {@code position} stands for the index where there is none, as on Vertex AI. */
    void read(JsonReader reader, int position) {
        count = 0;
        index = position;
        finishReason = null;
        others.clear();
        reader.beginObject();
        while (reader.nextField()) {
            if (reader.nameIs("content")) {
                content(reader);
            } else if (reader.nameIs("index")) {
                index = reader.intOr(position);
                if (index < 0 || index > MAX_INDEX) {
                    throw new JsonException("A candidate's index is out of range");
                }
            } else if (reader.nameIs("finishReason")) {
                finishReason = reader.stringOrNull();
            } else {
                others.add(reader);
            }
        }
    }

    private void content(JsonReader reader) {
        if (!reader.isObject()) {
            reader.skip();
            return;
        }
        reader.beginObject();
        while (reader.nextField()) {
            if (reader.nameIs("parts") && reader.isArray()) {
                reader.beginArray();
                while (reader.nextElement()) {
                    if (count == pool.size()) {
                        pool.add(new PartBuffer());
                    }
                    pool.get(count++).read(reader);
                }
            } else {
                reader.skip();
            }
        }
    }
}
