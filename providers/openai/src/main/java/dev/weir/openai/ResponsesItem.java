package dev.weir.openai;

import dev.weir.spi.JsonReader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The fields of an output item or of one of its content parts; lists and objects are kept as their text. */
final class ResponsesItem {

    final String raw;
    String type = "";

    @Nullable
    String id;

    @Nullable
    String callId;

    @Nullable
    String name;

    @Nullable
    String arguments;

    @Nullable
    String phase;

    @Nullable
    String text;

    @Nullable
    String refusal;

    @Nullable
    String content;

    @Nullable
    String summary;

    @Nullable
    String annotations;

    @Nullable
    String logprobs;

    @Nullable
    String namespace;

    @Nullable
    String caller;

    boolean encrypted;

    private ResponsesItem(String raw) {
        this.raw = raw;
    }

    /** Reads an object; anything else has no fields. */
    static ResponsesItem read(String raw) {
        ResponsesItem item = new ResponsesItem(raw);
        if (raw.startsWith("{")) {
            JsonReader json = JsonReader.of(raw);
            json.beginObject();
            while (json.nextField()) {
                item.field(json);
            }
        }
        return item;
    }

    private void field(JsonReader json) {
        if (json.nameIs("type")) {
            String word = json.stringOrNull();
            type = word == null ? "" : word;
        } else if (json.nameIs("id")) {
            id = json.stringOrNull();
        } else if (json.nameIs("content")) {
            content = list(json);
        } else if (json.nameIs("text")) {
            text = json.stringOrNull();
        } else if (json.nameIs("call_id")) {
            callId = json.stringOrNull();
        } else if (json.nameIs("name")) {
            name = json.stringOrNull();
        } else if (json.nameIs("arguments") || json.nameIs("input")) {
            arguments = json.stringOrNull();
        } else if (json.nameIs("summary")) {
            summary = list(json);
        } else if (json.nameIs("annotations")) {
            annotations = list(json);
        } else {
            rare(json);
        }
    }

    private void rare(JsonReader json) {
        if (json.nameIs("logprobs")) {
            logprobs = list(json);
        } else if (json.nameIs("phase")) {
            phase = json.stringOrNull();
        } else if (json.nameIs("refusal")) {
            refusal = json.stringOrNull();
        } else if (json.nameIs("encrypted_content")) {
            encrypted = !json.nextNull();
            if (encrypted) {
                json.skip();
            }
        } else if (json.nameIs("namespace")) {
            namespace = json.nextNull() ? null : json.raw();
        } else if (json.nameIs("caller")) {
            caller = json.nextNull() ? null : json.raw();
        } else {
            json.skip();
        }
    }

    private static @Nullable String list(JsonReader json) {
        if (json.skipIf("[]")) {
            return null;
        }
        if (json.isArray()) {
            return json.raw();
        }
        json.skip();
        return null;
    }

    /** Returns the elements of a list, none if there is no list. */
    static List<String> elements(@Nullable String list) {
        List<String> elements = new ArrayList<>();
        if (list != null) {
            JsonReader json = JsonReader.of(list);
            json.beginArray();
            while (json.nextElement()) {
                elements.add(json.raw());
            }
        }
        return elements;
    }

    /** Returns the texts of a list of parts. */
    static List<String> texts(@Nullable String list) {
        List<String> texts = new ArrayList<>();
        for (String element : elements(list)) {
            String text = read(element).text;
            texts.add(text == null ? "" : text);
        }
        return texts;
    }
}
