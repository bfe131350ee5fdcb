package dev.weir.openai;

import dev.weir.spi.JsonReader;
import org.jspecify.annotations.Nullable;

/** One element of {@code tool_calls}, read but not yet applied; reused. */
final class ToolDelta {

    static final int NO_INDEX = -1;
    /** The deprecated {@code function_call}; there is at most one. */
    static final int LEGACY = -2;

    int index;
    boolean custom;

    @Nullable
    String id;

    @Nullable
    String name;

    @Nullable
    String arguments;

    @Nullable
    String extraContent;

    private void reset(int to) {
        index = to;
        custom = false;
        id = null;
        name = null;
        arguments = null;
        extraContent = null;
    }

    void read(JsonReader json) {
        reset(NO_INDEX);
        json.beginObject();
        while (json.nextField()) {
            if (json.nameIs("index")) {
                index = Math.max(NO_INDEX, json.intOr(NO_INDEX));
            } else if (json.nameIs("function")) {
                readFunction(json);
            } else if (json.nameIs("id")) {
                id = nonEmpty(json);
            } else if (json.nameIs("custom")) {
                String before = name;
                readFunction(json);
                custom = before == null && name != null;
            } else if (json.nameIs(ChatReader.EXTRA_CONTENT)) {
                extraContent = json.isObject() ? json.raw() : nonEmpty(json);
            } else {
                json.skip();
            }
        }
    }

    void readLegacy(JsonReader json) {
        reset(LEGACY);
        readFunction(json);
    }

    private void readFunction(JsonReader json) {
        if (!json.isObject()) {
            json.skip();
            return;
        }
        json.beginObject();
        while (json.nextField()) {
            if (json.nameIs("arguments") || json.nameIs("input")) {
                String piece = nonEmpty(json); // an object here is kept as its text
                arguments = piece == null ? arguments : piece;
            } else if (json.nameIs("name")) {
                String said = nonEmpty(json);
                name = said == null ? name : said;
            } else {
                json.skip();
            }
        }
    }

    /** Snowflake fills every field of every kind with empty values; https://docs.snowflake.com/en/user-guide/snowflake-cortex. */
    boolean isEmpty() {
        return id == null && name == null && arguments == null && extraContent == null;
    }

    private static @Nullable String nonEmpty(JsonReader json) {
        String text = json.stringOrNull();
        return text == null || text.isEmpty() ? null : text;
    }
}
