package dev.weir.benchmarks;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Picks the text of the first choice with Jackson's streaming parser, and nothing else. */
public final class JacksonText {

    private static final JsonFactory JSON = new JsonFactory();

    private JacksonText() {}

    /** Returns {@code choices[0].<holder>.content}, null if there is none. */
    public static @Nullable String of(byte[] json, int offset, int length, String holder) {
        String text = null;
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json, offset, length)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                boolean choices = parser.currentName().equals("choices");
                parser.nextToken();
                if (choices) {
                    text = firstChoice(parser, holder);
                } else {
                    parser.skipChildren();
                }
            }
        }
        return text;
    }

    private static @Nullable String firstChoice(JsonParser parser, String holder) {
        String text = null;
        while (parser.nextToken() == JsonToken.START_OBJECT) {
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                boolean wanted = parser.currentName().equals(holder);
                parser.nextToken();
                if (wanted && text == null) {
                    text = content(parser);
                } else {
                    parser.skipChildren();
                }
            }
        }
        return text;
    }

    private static @Nullable String content(JsonParser parser) {
        String text = null;
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            boolean wanted = parser.currentName().equals("content");
            JsonToken value = parser.nextToken();
            if (wanted && value == JsonToken.VALUE_STRING) {
                text = parser.getString();
            } else {
                parser.skipChildren();
            }
        }
        return text;
    }
}
