package dev.weir.tracing;

import dev.weir.Message;
import dev.weir.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes messages as OpenInference flattens them, an attribute for every leaf. */
final class OpenInferenceMessages {

    private final String prefix;
    private final AttributeDialect.Sink sink;
    private int index;

    OpenInferenceMessages(String prefix, AttributeDialect.Sink sink) {
        this.prefix = prefix;
        this.sink = sink;
    }

    void write(List<Message> messages) {
        for (Message message : messages) {
            if (message.role() == Message.Role.TOOL) {
                message.parts().forEach(this::result);
            } else {
                spoken(message);
            }
        }
    }

    /** There, every result is a message of its own. */
    private void result(Part part) {
        if (part instanceof Part.ToolResult result) {
            set("role", "tool");
            set("tool_call_id", result.callId());
            set("name", result.name());
            contents(result.content());
            index++;
        }
    }

    private void spoken(Message message) {
        set("role", message.role().name().toLowerCase(Locale.ROOT));
        set("name", message.name());
        contents(message.parts());
        int calls = 0;
        for (Part.ToolCall call : message.toolCalls()) {
            String at = "tool_calls." + calls++ + ".tool_call.";
            set(at + "id", call.id());
            set(at + "function.name", call.name());
            set(at + "function.arguments", call.arguments());
        }
        index++;
    }

    private void contents(List<Part> parts) {
        List<Part> shown = new ArrayList<>(parts.size());
        for (Part part : parts) {
            if (typeOf(part) != null) {
                shown.add(part);
            }
        }
        String only = MessageJson.onlyText(shown);
        if (only != null) {
            set("content", only);
            return;
        }
        for (int i = 0; i < shown.size(); i++) {
            content("contents." + i + ".message_content.", shown.get(i));
        }
    }

    private void content(String at, Part part) {
        set(at + "type", typeOf(part));
        if (part instanceof Part.Text text) {
            set(at + "text", text.text());
        } else if (part instanceof Part.Refusal refusal) {
            set(at + "text", refusal.text());
        } else if (part instanceof Part.Image) {
            set(at + "image.image.url", MediaFacts.of(part).url());
        }
    }

    /** Returns the word for a kind of content, null for kinds without one. */
    private static @Nullable String typeOf(Part part) {
        if (part instanceof Part.Text || part instanceof Part.Refusal) {
            return "text";
        }
        return part instanceof Part.Image ? "image" : null;
    }

    private void set(String name, @Nullable String value) {
        sink.attribute(prefix + index + ".message." + name, value);
    }
}
