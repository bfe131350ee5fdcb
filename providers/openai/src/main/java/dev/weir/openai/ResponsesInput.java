package dev.weir.openai;

import dev.weir.MediaSource;
import dev.weir.Message;
import dev.weir.Part;
import dev.weir.ProviderData;
import dev.weir.Request;
import dev.weir.spi.JsonWriter;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes the conversation as items. What the model said goes back item by item, as it came and in that order. */
final class ResponsesInput {

    private final Body body;
    private final JsonWriter json;
    private final CallIds ids = new CallIds(Dialect.CallIdStyle.ANY);
    private final Set<String> customCalls = new HashSet<>();

    ResponsesInput(Body body) {
        this.body = body;
        this.json = body.json();
    }

    void write(Request request) {
        json.beginArray();
        for (Message message : unsent(request)) {
            switch (message.role()) {
                case SYSTEM -> content("developer", message.parts());
                case USER -> content("user", message.parts());
                case ASSISTANT -> assistant(message);
                case TOOL -> results(message);
            }
        }
        json.endArray();
    }

    /** A conversation stored at the provider already holds everything up to its last answer. */
    private static List<Message> unsent(Request request) {
        List<Message> all = request.messages();
        if (request.previousResponseId() == null) {
            return all;
        }
        int from = all.size();
        while (from > 0 && all.get(from - 1).role() != Message.Role.ASSISTANT) {
            from--;
        }
        return all.subList(from, all.size());
    }

    private void content(String role, List<Part> parts) {
        List<Part> inside =
                parts.stream().filter(part -> !(part instanceof Part.Opaque)).toList();
        if (!inside.isEmpty()) {
            json.beginObject().name("role").value(role).name("content");
            if (inside.size() == 1 && inside.get(0) instanceof Part.Text only) {
                json.value(only.text());
            } else {
                json.beginArray();
                inside.forEach(this::part);
                json.endArray();
            }
            json.endObject();
        }
        for (Part part : parts) {
            if (part instanceof Part.Opaque item) {
                opaque(item);
            }
        }
    }

    private void opaque(Part.Opaque item) {
        if (ResponsesCodec.API.equals(item.provider())) {
            Body.userJson(json, item.json(), "The item of type " + item.type());
        } else {
            body.warn("message.opaque", "left out: a " + item.provider() + " item of type " + item.type());
        }
    }

    private void part(Part part) {
        if (part instanceof Part.Text text) {
            json.beginObject()
                    .name("type")
                    .value("input_text")
                    .name("text")
                    .value(text.text())
                    .endObject();
        } else if (part instanceof Part.Image image) {
            image(image);
        } else if (part instanceof Part.Document document) {
            document(document);
        } else if (!(part instanceof Part.CachePoint)) {
            String kind = part.getClass().getSimpleName().toLowerCase(Locale.ROOT);
            body.warn("message.part", "left out: Responses take no " + kind + " here");
        }
    }

    private void image(Part.Image image) {
        MediaSource source = image.source();
        json.beginObject().name("type").value("input_image");
        if (source.fileId() != null) {
            json.name("file_id").value(source.fileId());
        } else {
            json.name("image_url").value(source.url() != null ? source.url() : source.dataUrl());
        }
        if (image.detail() != null) {
            json.name("detail").value(image.detail());
        }
        json.endObject();
    }

    private void document(Part.Document document) {
        MediaSource source = document.source();
        json.beginObject().name("type").value("input_file");
        if (source.fileId() != null) {
            json.name("file_id").value(source.fileId());
        } else if (source.url() != null) {
            json.name("file_url").value(source.url());
        } else {
            json.name("filename").value(ChatContent.fileName(document));
            json.name("file_data").value(source.dataUrl());
        }
        json.endObject();
    }

    private void assistant(Message message) {
        List<Part> parts = message.parts();
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            if (part instanceof Part.Text || part instanceof Part.Refusal) {
                i = said(parts, i);
            } else if (part instanceof Part.Thinking thinking) {
                String item = ProviderData.value(thinking.providerData(), ResponsesCodec.API, ResponsesItems.ITEM);
                if (item != null) {
                    json.raw(item);
                }
            } else if (part instanceof Part.ToolCall call) {
                call(call);
            } else if (part instanceof Part.Opaque item) {
                opaque(item);
            } else if (!(part instanceof Part.CachePoint)) {
                body.warn("message.media", "left out: an assistant message holds no images, sounds or documents");
            }
        }
    }

    /** Writes the text and refusal parts that came in one message item; returns the place of the last of them. */
    private int said(List<Part> parts, int first) {
        String id = value(parts.get(first), ResponsesItems.ID);
        String phase = value(parts.get(first), ResponsesItems.PHASE);
        json.beginObject().name("type").value("message").name("role").value("assistant");
        if (id != null) {
            json.name("id").value(id).name("status").value("completed");
        }
        if (phase != null) {
            json.name("phase").value(phase);
        }
        json.name("content").beginArray();
        int last = first;
        spoken(parts.get(first));
        while (last + 1 < parts.size() && belongs(parts.get(last + 1), id)) {
            spoken(parts.get(++last));
        }
        json.endArray().endObject();
        return last;
    }

    private static boolean belongs(Part part, @Nullable String id) {
        return part instanceof Part.Refusal
                || (part instanceof Part.Text && java.util.Objects.equals(value(part, ResponsesItems.ID), id));
    }

    private static @Nullable String value(Part part, String name) {
        return part instanceof Part.Text text
                ? ProviderData.value(text.providerData(), ResponsesCodec.API, name)
                : null;
    }

    private void spoken(Part part) {
        if (part instanceof Part.Refusal refusal) {
            json.beginObject()
                    .name("type")
                    .value("refusal")
                    .name("refusal")
                    .value(refusal.text())
                    .endObject();
        } else if (part instanceof Part.Text text) {
            json.beginObject().name("type").value("output_text").name("text").value(text.text());
            json.name("annotations").beginArray().endArray().endObject();
        }
    }

    private void call(Part.ToolCall call) {
        ProviderData data = call.providerData();
        boolean custom = ToolCalls.CUSTOM.equals(ProviderData.value(data, ResponsesCodec.API, ToolCalls.TYPE))
                || ToolCalls.CUSTOM.equals(ProviderData.value(data, ChatCodec.API, ToolCalls.TYPE));
        String callId = ids.of(call);
        json.beginObject().name("type").value(custom ? "custom_tool_call" : "function_call");
        String itemId = ProviderData.value(data, ResponsesCodec.API, ResponsesItems.ID);
        if (itemId != null) {
            json.name("id").value(itemId);
        }
        json.name("call_id").value(callId).name("name").value(call.name());
        if (custom) {
            customCalls.add(callId);
            json.name("input").value(call.arguments());
        } else {
            json.name("arguments").value(call.arguments().isBlank() ? "{}" : call.arguments());
        }
        for (String field : ResponsesItems.CALL_FIELDS) {
            String kept = ProviderData.value(data, ResponsesCodec.API, field);
            if (kept != null) {
                json.name(field).raw(kept);
            }
        }
        json.endObject();
    }

    private void results(Message message) {
        for (Part part : message.parts()) {
            if (part instanceof Part.ToolResult result) {
                String callId = ids.of(result);
                boolean custom = customCalls.contains(callId);
                json.beginObject().name("type").value(custom ? "custom_tool_call_output" : "function_call_output");
                json.name("call_id").value(callId).name("output");
                if (result.content().stream().allMatch(Part.Text.class::isInstance)) {
                    json.value(result.text());
                } else {
                    json.beginArray();
                    result.content().forEach(this::part);
                    json.endArray();
                }
                json.endObject();
            }
        }
    }
}
