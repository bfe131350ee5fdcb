package dev.weir.google;

import dev.weir.spi.JsonReader;
import java.util.ArrayList;
import java.util.List;

/** Fields that are passed on as they are, kept until the event was read. Known names are not made anew for every event. */
final class RawFields {

    private static final String[] KNOWN = {
        "avgLogprobs",
        "safetyRatings",
        "groundingMetadata",
        "createTime",
        "finishMessage",
        "logprobsResult",
        "citationMetadata",
        "urlContextMetadata",
        "promptFeedback"
    };

    private final List<String> names = new ArrayList<>();
    private final List<String> values = new ArrayList<>();

    void clear() {
        names.clear();
        values.clear();
    }

    int count() {
        return names.size();
    }

    String name(int i) {
        return names.get(i);
    }

    String value(int i) {
        return values.get(i);
    }

    /** Consumes the present field's value and keeps it, unless it says nothing. */
    void add(JsonReader reader) {
        String name = nameOf(reader);
        String value = reader.raw();
        // groundingMetadata comes as {} with every event of some streams
        if (!value.equals("{}") && !value.equals("[]") && !value.equals("null")) {
            names.add(name);
            values.add(value);
        }
    }

    private static String nameOf(JsonReader reader) {
        for (String known : KNOWN) {
            if (reader.nameIs(known)) {
                return known;
            }
        }
        return reader.name();
    }
}
