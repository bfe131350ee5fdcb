package dev.weir.tracing;

import dev.weir.Message;
import dev.weir.Part;
import dev.weir.Request;
import java.util.ArrayList;
import java.util.List;

/** Lists the texts of a request, to know them again in the message of an error. */
final class Said {

    private Said() {}

    static List<String> in(Request request) {
        List<String> texts = new ArrayList<>();
        add(request.system(), texts);
        for (Message message : request.messages()) {
            add(message.parts(), texts);
        }
        return texts;
    }

    static void add(List<Part> parts, List<String> texts) {
        for (Part part : parts) {
            if (part instanceof Part.Text text) {
                texts.add(text.text());
            } else if (part instanceof Part.Thinking thinking) {
                texts.add(thinking.text());
            } else if (part instanceof Part.ToolCall call) {
                texts.add(call.arguments());
            } else if (part instanceof Part.ToolResult result) {
                add(result.content(), texts);
            } else if (part instanceof Part.Refusal refusal) {
                texts.add(refusal.text());
            } else if (part instanceof Part.Opaque item) {
                texts.add(item.json());
            }
        }
    }
}
