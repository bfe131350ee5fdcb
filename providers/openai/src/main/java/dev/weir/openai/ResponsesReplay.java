package dev.weir.openai;

import dev.weir.Message;
import dev.weir.Part;
import dev.weir.ProviderData;
import dev.weir.spi.JsonWriter;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes an earlier answer back as the items it came in. Ids and thoughts mean nothing to another provider than the one they
 * are from, although it speaks the same format, and are left out there.
 */
final class ResponsesReplay {

    private final Body body;
    private final JsonWriter json;
    private final String origin;
    private final CallIds ids;
    private final boolean stateless;

    /**
     * Creates a writer.
     *
     * @param stateless whether the provider was asked to store nothing
     */
    ResponsesReplay(Body body, String origin, CallIds ids, boolean stateless) {
        this.body = body;
        this.json = body.json();
        this.origin = origin;
        this.ids = ids;
        this.stateless = stateless;
    }

    /** Returns the id of the response a message came in, null if it does not tell. */
    static @Nullable String responseId(Message message) {
        for (Part part : message.parts()) {
            String id = ProviderData.value(data(part), ResponsesCodec.API, ResponsesItems.RESPONSE);
            if (id != null) {
                return id;
            }
        }
        return null;
    }

    static boolean isCustom(Part.ToolCall call) {
        return ToolCalls.CUSTOM.equals(ProviderData.value(call.providerData(), ResponsesCodec.API, ToolCalls.TYPE))
                || ToolCalls.CUSTOM.equals(ProviderData.value(call.providerData(), ChatCodec.API, ToolCalls.TYPE));
    }

    private static @Nullable ProviderData data(Part part) {
        if (part instanceof Part.Text text) {
            return text.providerData();
        } else if (part instanceof Part.Thinking thinking) {
            return thinking.providerData();
        }
        return part instanceof Part.ToolCall call ? call.providerData() : null;
    }

    void write(Message message) {
        List<Part> parts = message.parts();
        int last = lastItem(parts);
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            if (part instanceof Part.Text || part instanceof Part.Refusal) {
                i = said(parts, i);
            } else if (part instanceof Part.Thinking) {
                thoughts(part, i < last);
            } else if (part instanceof Part.ToolCall call) {
                call(call);
            } else if (part instanceof Part.Opaque item) {
                opaque(item);
            } else if (!(part instanceof Part.CachePoint)) {
                body.warn("message.media", "left out: an assistant message holds no images, sounds or documents");
            }
        }
    }

    private static int lastItem(List<Part> parts) {
        int last = parts.size() - 1;
        while (last >= 0 && parts.get(last) instanceof Part.Thinking) {
            last--;
        }
        return last;
    }

    /**
     * Reasoning without what it led to (the answer was cut off), or that nobody has stored, is an error; see
     * https://platform.openai.com/docs/guides/reasoning#keeping-reasoning-items-in-context.
     */
    private void thoughts(Part part, boolean led) {
        String raw = own(part, ResponsesItems.ITEM);
        if (raw == null || !led) {
            return;
        }
        ResponsesItem item = ResponsesItem.read(raw);
        if (stateless && !item.encrypted && item.content == null) {
            body.warn(
                    "message.thinking", "left out: thoughts without encrypted content are of no use with store=false");
            return;
        }
        json.raw(raw);
    }

    void opaque(Part.Opaque item) {
        if (ResponsesCodec.API.equals(item.provider())) {
            Body.userJson(json, item.json(), "The item of type " + item.type());
        } else {
            body.warn("message.opaque", "left out: a " + item.provider() + " item of type " + item.type());
        }
    }

    /** Returns what this provider attached to a part, null if it was another one. */
    private @Nullable String own(Part part, String name) {
        ProviderData data = data(part);
        String from = ProviderData.value(data, ResponsesCodec.API, ResponsesItems.ORIGIN);
        return from == null || from.equals(origin) ? ProviderData.value(data, ResponsesCodec.API, name) : null;
    }

    /** Writes the text and refusal parts that came in one message item; returns the place of the last of them. */
    private int said(List<Part> parts, int first) {
        String id = own(parts.get(first), ResponsesItems.ID);
        String phase = own(parts.get(first), ResponsesItems.PHASE);
        int last = first;
        while (last + 1 < parts.size() && belongs(parts.get(last + 1), id)) {
            last++;
        }
        boolean plain = id == null && first == last && parts.get(first) instanceof Part.Text;
        json.beginObject();
        if (!plain) {
            json.name("type").value("message");
        }
        json.name("role").value("assistant");
        if (id != null) {
            json.name("id").value(id).name("status").value("completed");
        }
        if (phase != null) {
            json.name("phase").value(phase);
        }
        json.name("content");
        if (plain) {
            json.value(((Part.Text) parts.get(first)).text());
        } else {
            json.beginArray();
            parts.subList(first, last + 1).forEach(this::spoken);
            json.endArray();
        }
        json.endObject();
        return last;
    }

    private boolean belongs(Part part, @Nullable String id) {
        return part instanceof Part.Refusal
                || (part instanceof Part.Text && Objects.equals(own(part, ResponsesItems.ID), id));
    }

    private void spoken(Part part) {
        json.beginObject();
        if (part instanceof Part.Refusal refusal) {
            json.name("type").value("refusal").name("refusal").value(refusal.text());
        } else if (part instanceof Part.Text text) {
            json.name("type").value("output_text").name("text").value(text.text());
            json.name("annotations").beginArray().endArray();
        }
        json.endObject();
    }

    private void call(Part.ToolCall call) {
        boolean custom = isCustom(call);
        json.beginObject().name("type").value(custom ? "custom_tool_call" : "function_call");
        String itemId = own(call, ResponsesItems.ID);
        if (itemId != null) {
            json.name("id").value(itemId);
        }
        json.name("call_id").value(ids.of(call)).name("name").value(call.name());
        if (custom) {
            json.name("input").value(call.arguments());
        } else {
            json.name("arguments").value(call.arguments().isBlank() ? "{}" : call.arguments());
        }
        for (String field : ResponsesItems.CALL_FIELDS) {
            String kept = own(call, field);
            if (kept != null) {
                json.name(field).raw(kept);
            }
        }
        json.endObject();
    }
}
