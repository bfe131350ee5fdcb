package dev.weir.tracing;

import dev.weir.Message;
import dev.weir.Part;
import dev.weir.spi.JsonWriter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes messages as the older names have them: {@code role} and {@code content}, close to what providers take. */
final class MessageJson {

    private MessageJson() {}

    /** Returns one message. */
    static String of(Message message) {
        JsonWriter json = new JsonWriter();
        write(message, json);
        return json.toString();
    }

    /** Returns an object that holds messages. */
    static String of(List<Message> messages) {
        JsonWriter json = new JsonWriter().beginObject().name("messages").beginArray();
        messages.forEach(message -> write(message, json));
        return json.endArray().endObject().toString();
    }

    private static void write(Message message, JsonWriter json) {
        json.beginObject();
        json.name("content");
        String only = onlyText(message.parts());
        if (only != null && message.role() != Message.Role.ASSISTANT) {
            json.value(only);
        } else {
            json.beginArray();
            message.parts().forEach(part -> write(part, json));
            json.endArray();
        }
        json.name("role").value(message.role().name().toLowerCase(Locale.ROOT));
        if (message.name() != null) {
            json.name("name").value(message.name());
        }
        json.endObject();
    }

    /** Returns the text of a message that is nothing else, null if it is more than that. */
    static @Nullable String onlyText(List<Part> parts) {
        return parts.size() == 1 && parts.get(0) instanceof Part.Text text ? text.text() : null;
    }

    /** Media are named by their type and address; their bytes stay out of spans. */
    private static void write(Part part, JsonWriter json) {
        if (part instanceof Part.CachePoint) {
            return;
        }
        json.beginObject().name("type").value(typeOf(part));
        if (part instanceof Part.Text text) {
            json.name("text").value(text.text());
        } else if (part instanceof Part.Thinking thinking) {
            json.name("thinking").value(thinking.text());
        } else if (part instanceof Part.Refusal refusal) {
            json.name("refusal").value(refusal.text());
        } else if (part instanceof Part.ToolCall call) {
            optional("id", call.id(), json);
            json.name("name").value(call.name());
            json.name("arguments").value(call.arguments());
        } else if (part instanceof Part.ToolResult result) {
            optional("tool_call_id", result.callId(), json);
            json.name("content").value(result.text());
        } else {
            MediaFacts media = MediaFacts.of(part);
            optional("mime_type", media.mimeType(), json);
            optional("url", media.url(), json);
        }
        json.endObject();
    }

    private static void optional(String name, @Nullable String value, JsonWriter json) {
        if (value != null) {
            json.name(name).value(value);
        }
    }

    private static String typeOf(Part part) {
        if (part instanceof Part.Opaque opaque) {
            return opaque.type();
        }
        return part instanceof Part.ToolCall
                ? "tool_call"
                : part instanceof Part.ToolResult
                        ? "tool_result"
                        : part.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }
}
