package dev.weir.openai;

import dev.weir.Part;
import dev.weir.spi.JsonReader;

/**
 * Reads content that is a list of parts, as <a href="https://docs.mistral.ai/capabilities/reasoning/">Mistral's</a>
 * reasoning models write it.
 */
final class ContentParts {

    private ContentParts() {}

    static void read(JsonReader json, Delta into) {
        json.beginArray();
        while (json.nextElement()) {
            if (json.isString()) {
                into.addContent(json.string());
            } else if (json.isObject()) {
                part(json.raw(), into);
            } else {
                json.skip();
            }
        }
    }

    private static void part(String raw, Delta into) {
        String type = "";
        String text = null;
        String refusal = null;
        StringBuilder thinking = new StringBuilder();
        JsonReader json = JsonReader.of(raw);
        json.beginObject();
        while (json.nextField()) {
            if (json.nameIs("type")) {
                String word = json.stringOrNull();
                type = word == null ? "" : word;
            } else if (json.nameIs("text") && json.isString()) {
                text = json.string();
            } else if (json.nameIs("refusal") && json.isString()) {
                refusal = json.string();
            } else if (json.nameIs("thinking")) {
                thinking(json, thinking);
            } else {
                json.skip();
            }
        }
        switch (type) {
            case "thinking" -> into.addReasoning(thinking.toString());
            case "refusal" -> into.refusal = refusal;
            case "text", "output_text" -> into.addContent(text == null ? "" : text);
            default -> into.others.add(new Part.Opaque(ChatCodec.API, type, raw));
        }
    }

    /** Thoughts are a string or again a list of text parts. */
    private static void thinking(JsonReader json, StringBuilder into) {
        if (json.isString()) {
            into.append(json.string());
            return;
        }
        if (!json.isArray()) {
            json.skip();
            return;
        }
        json.beginArray();
        while (json.nextElement()) {
            if (!json.isObject()) {
                json.skip();
                continue;
            }
            json.beginObject();
            while (json.nextField()) {
                if (json.nameIs("text") && json.isString()) {
                    into.append(json.string());
                } else {
                    json.skip();
                }
            }
        }
    }
}
