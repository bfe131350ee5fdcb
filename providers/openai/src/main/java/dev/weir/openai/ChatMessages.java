package dev.weir.openai;

import dev.weir.Message;
import dev.weir.Part;
import dev.weir.ProviderData;
import dev.weir.Request;
import dev.weir.spi.JsonReader;
import dev.weir.spi.JsonWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the conversation: roles, tool calls with their results, and thoughts replayed as the dialect wants them. */
final class ChatMessages {

    private final Body body;
    private final JsonWriter json;
    private final Dialect dialect;
    private final ChatContent content;
    private final CallIds ids;

    ChatMessages(Body body) {
        this.body = body;
        this.json = body.json();
        this.dialect = body.dialect();
        this.content = new ChatContent(body);
        this.ids = new CallIds(dialect.callIds());
    }

    void write(Request request) {
        json.beginArray();
        if (!request.system().isEmpty()) {
            plain("system", request.system(), null);
        }
        for (Message message : request.messages()) {
            switch (message.role()) {
                case SYSTEM -> plain("system", message.parts(), message.name());
                case USER -> plain("user", message.parts(), message.name());
                case ASSISTANT -> assistant(message);
                case TOOL -> results(message);
            }
        }
        json.endArray();
    }

    private void plain(String role, List<Part> parts, @Nullable String name) {
        begin(role, name);
        json.name("content");
        content.write(parts, role.equals("user"));
        json.endObject();
    }

    private void begin(String role, @Nullable String name) {
        json.beginObject().name("role").value(role);
        if (name != null) {
            if (dialect.knows("messages[].name")) {
                json.name("name").value(name);
            } else {
                body.warn("message.name", "left out: this provider's API has no field for it");
            }
        }
    }

    private void assistant(Message message) {
        begin("assistant", message.name());
        List<Part.ToolCall> calls = message.toolCalls();
        String audio = audioId(message.parts());
        assistantContent(message, !calls.isEmpty() || audio != null);
        StringBuilder refusal = new StringBuilder();
        for (Part part : message.parts()) {
            if (part instanceof Part.Refusal words) {
                refusal.append(words.text());
            } else if (part instanceof Part.Opaque item && !ChatCodec.API.equals(item.provider())) {
                body.warn("message.opaque", "left out: a " + item.provider() + " item of type " + item.type());
            } else if (part instanceof Part.Image || part instanceof Part.Video || part instanceof Part.Document) {
                body.warn("message.media", "left out: an assistant message holds no images, videos or documents");
            }
        }
        if (!refusal.isEmpty()) {
            json.name("refusal").value(refusal.toString());
        }
        if (audio != null) {
            json.name("audio").beginObject().name("id").value(audio).endObject();
        }
        thoughts(message);
        if (!calls.isEmpty()) {
            json.name("tool_calls").beginArray();
            calls.forEach(this::call);
            json.endArray();
        }
        json.endObject();
    }

    private void assistantContent(Message message, boolean mayBeNull) {
        json.name("content");
        String text = message.text();
        if (dialect.replay() == Dialect.Replay.THINKING_PARTS && hasThoughts(message)) {
            json.beginArray();
            for (Part part : message.parts()) {
                if (part instanceof Part.Thinking thinking && !thinking.text().isEmpty()) {
                    json.beginObject()
                            .name("type")
                            .value("thinking")
                            .name("thinking")
                            .beginArray();
                    content.text(thinking.text());
                    json.endArray().endObject();
                } else if (part instanceof Part.Text piece && !piece.text().isEmpty()) {
                    content.text(piece.text());
                } else if (part instanceof Part.Opaque item && ChatCodec.API.equals(item.provider())) {
                    json.raw(item.json());
                }
            }
            json.endArray();
        } else if (text.isEmpty() && mayBeNull) {
            json.value((String) null);
        } else {
            json.value(text);
        }
    }

    private static boolean hasThoughts(Message message) {
        return message.parts().stream()
                .anyMatch(part -> part instanceof Part.Thinking thinking
                        && !thinking.text().isEmpty());
    }

    private void thoughts(Message message) {
        if (dialect.replay() == Dialect.Replay.NONE) {
            return;
        }
        StringBuilder text = new StringBuilder();
        for (Part part : message.parts()) {
            if (part instanceof Part.Thinking thinking) {
                text.append(thinking.text());
                extraContent(thinking.providerData());
            }
        }
        switch (dialect.replay()) {
            case REASONING_DETAILS -> {
                if (!blocks(message, ReasoningBlocks.DETAILS)) {
                    reasoning("reasoning", text);
                }
            }
            case REASONING_CONTENT -> {
                reasoning("reasoning_content", text);
                blocks(message, ReasoningBlocks.THINKING);
            }
            case REASONING -> reasoning("reasoning", text);
            case NONE, THINKING_PARTS -> {}
        }
    }

    private void extraContent(@Nullable ProviderData data) {
        String extra = ProviderData.value(data, ChatCodec.API, ChatReader.EXTRA_CONTENT);
        if (extra != null) {
            json.name(ChatReader.EXTRA_CONTENT).raw(extra);
        }
    }

    private void reasoning(String field, StringBuilder text) {
        if (!text.isEmpty()) {
            json.name(field).value(text.toString());
        }
    }

    private boolean blocks(Message message, String field) {
        boolean any = false;
        for (Part part : message.parts()) {
            String kept = part instanceof Part.Thinking thinking
                    ? ProviderData.value(thinking.providerData(), ChatCodec.API, field)
                    : null;
            if (kept != null) {
                if (!any) {
                    json.name(field).beginArray();
                    any = true;
                }
                JsonReader reader = JsonReader.of(kept);
                reader.beginArray();
                while (reader.nextElement()) {
                    json.raw(reader.raw());
                }
            }
        }
        if (any) {
            json.endArray();
        }
        return any;
    }

    private static @Nullable String audioId(List<Part> parts) {
        for (Part part : parts) {
            if (part instanceof Part.Audio audio) {
                String id = ProviderData.value(audio.providerData(), ChatCodec.API, "id");
                if (id != null) {
                    return id;
                }
            }
        }
        return null;
    }

    private void call(Part.ToolCall call) {
        boolean custom = ToolCalls.CUSTOM.equals(ProviderData.value(call.providerData(), ChatCodec.API, ToolCalls.TYPE))
                && dialect.knows("tools[].custom");
        json.beginObject().name("id").value(ids.of(call));
        if (custom) {
            json.name("type").value(ToolCalls.CUSTOM).name(ToolCalls.CUSTOM).beginObject();
            json.name("name").value(call.name()).name("input").value(call.arguments());
        } else {
            json.name("type").value("function").name("function").beginObject();
            json.name("name").value(call.name());
            json.name("arguments").value(call.arguments().isBlank() ? "{}" : call.arguments());
        }
        json.endObject();
        extraContent(call.providerData());
        json.endObject();
    }

    private void results(Message message) {
        for (Part part : message.parts()) {
            if (part instanceof Part.ToolResult result) {
                json.beginObject().name("role").value("tool");
                json.name("tool_call_id").value(ids.of(result));
                json.name("content").value(result.text());
                json.endObject();
                if (result.content().stream().anyMatch(piece -> !(piece instanceof Part.Text))) {
                    body.warn("toolResult.content", "only its text was sent: Chat Completions take nothing else here");
                }
            }
        }
    }
}
