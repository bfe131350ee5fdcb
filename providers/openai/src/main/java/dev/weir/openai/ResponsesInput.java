package dev.weir.openai;

import dev.weir.Message;
import dev.weir.Part;
import dev.weir.Request;
import dev.weir.Tool;
import dev.weir.spi.JsonWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Writes the conversation as items. What the model said goes back item by item, as it came and in that order. */
final class ResponsesInput {

    private final Body body;
    private final JsonWriter json;
    private final Request request;
    private final ResponsesReplay replay;
    private final ResponsesContent content;
    private final CallIds ids = new CallIds(Dialect.CallIdStyle.ANY);
    private final Set<String> customTools = new HashSet<>();

    ResponsesInput(Body body, Request request, String origin) {
        this.body = body;
        this.json = body.json();
        this.request = request;
        this.replay = new ResponsesReplay(
                body, origin, ids, Boolean.FALSE.equals(request.extras().get("store")));
        this.content = new ResponsesContent(body);
    }

    void write() {
        for (Tool tool : request.tools()) {
            if (tool.kind() == Tool.Kind.CUSTOM) {
                customTools.add(tool.name());
            }
        }
        request.messages().stream()
                .flatMap(message -> message.toolCalls().stream())
                .filter(ResponsesReplay::isCustom)
                .forEach(call -> customTools.add(call.name()));
        json.beginArray();
        for (Message message : unsent()) {
            switch (message.role()) {
                case SYSTEM -> said("developer", message);
                case USER -> said("user", message);
                case ASSISTANT -> replay.write(message);
                case TOOL -> results(message);
            }
            if (message.name() != null) {
                body.warn("message.name", "left out: Responses have no field for it");
            }
        }
        json.endArray();
    }

    /**
     * Returns what the provider does not know yet. A stored conversation holds everything up to the answer that is named; an
     * answer that does not tell its id is taken for that one, while one with another id came after it.
     */
    private List<Message> unsent() {
        List<Message> all = request.messages();
        String previous = request.previousResponseId();
        if (previous == null) {
            return all;
        }
        int afterNamed = 0;
        int afterLast = 0;
        boolean told = false;
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).role() == Message.Role.ASSISTANT) {
                String id = ResponsesReplay.responseId(all.get(i));
                afterNamed = previous.equals(id) ? i + 1 : afterNamed;
                afterLast = i + 1;
                told |= id != null;
            }
        }
        return all.subList(afterNamed > 0 || told ? afterNamed : afterLast, all.size());
    }

    /** Writes a message, and beside it, where they stand, items that are none. */
    private void said(String role, Message message) {
        List<Part> inside = new ArrayList<>();
        for (Part part : message.parts()) {
            if (ResponsesContent.isInside(part)) {
                inside.add(part);
            } else if (part instanceof Part.Opaque item) {
                flush(role, inside);
                replay.opaque(item);
            }
        }
        flush(role, inside);
    }

    private void flush(String role, List<Part> inside) {
        if (!inside.isEmpty()) {
            json.beginObject().name("role").value(role).name("content");
            content.write(inside);
            json.endObject();
            inside.clear();
        }
    }

    private void results(Message message) {
        for (Part part : message.parts()) {
            if (part instanceof Part.ToolResult result) {
                boolean custom = customTools.contains(result.name());
                json.beginObject().name("type").value(custom ? "custom_tool_call_output" : "function_call_output");
                json.name("call_id").value(ids.of(result)).name("output");
                content.output(result.content());
                json.endObject();
            }
        }
    }
}
