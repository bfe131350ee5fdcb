package dev.weir.cohere;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.MediaSource;
import dev.weir.Message;
import dev.weir.Part;
import dev.weir.ProviderData;
import dev.weir.Request;
import dev.weir.Warning;
import dev.weir.spi.JsonWriter;
import dev.weir.spi.ToolCallIds;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the conversation; documents found in it are put aside for the field of their own that they go to. */
final class MessageWriter {

    private final JsonWriter out;
    private final List<Warning> warnings;
    private final ToolCallIds ids = new ToolCallIds();
    private final List<String> documents = new ArrayList<>();

    MessageWriter(JsonWriter out, List<Warning> warnings) {
        this.out = out;
        this.warnings = warnings;
    }

    /** Returns the documents found, each a JSON object. */
    List<String> documents() {
        return documents;
    }

    void write(Request request) {
        out.beginArray();
        if (!request.system().isEmpty()) {
            message("system", request.system());
        }
        for (Message message : request.messages()) {
            if (message.name() != null) {
                warn("name", "left out: Cohere's messages carry no names");
            }
            switch (message.role()) {
                case SYSTEM -> message("system", message.parts());
                case USER -> message("user", message.parts());
                case ASSISTANT -> assistant(message);
                case TOOL -> results(message.parts());
            }
        }
        out.endArray();
    }

    private void message(String role, List<Part> parts) {
        out.beginObject().name("role").value(role).name("content");
        if (parts.size() == 1 && parts.get(0) instanceof Part.Text text) {
            out.value(text.text());
        } else {
            out.beginArray();
            for (Part part : parts) {
                part(role, part);
            }
            out.endArray();
        }
        out.endObject();
    }

    private void part(String role, Part part) {
        if (part instanceof Part.Text text) {
            text(text.text());
        } else if (part instanceof Part.Refusal refusal) {
            text(refusal.text());
        } else if (part instanceof Part.Image image) {
            image(image);
        } else if (part instanceof Part.Document document) {
            String json = document(document, true);
            if (json != null) {
                documents.add(json);
            }
        } else if (part instanceof Part.Thinking thinking && role.equals("assistant")) {
            thinking(thinking);
        } else if (!(part instanceof Part.CachePoint)) {
            leftOut(part);
        }
    }

    private void text(String text) {
        if (!text.isEmpty()) {
            out.beginObject()
                    .name("type")
                    .value("text")
                    .name("text")
                    .value(text)
                    .endObject();
        }
    }

    private void thinking(Part.Thinking thinking) {
        if (!thinking.text().isEmpty()) {
            out.beginObject().name("type").value("thinking");
            out.name("thinking").value(thinking.text()).endObject();
        }
    }

    private void image(Part.Image image) {
        String url = image.source().url() != null
                ? image.source().url()
                : image.source().dataUrl();
        if (url == null) {
            warn("image", "left out: Cohere takes images as bytes or by address, not by file id");
            return;
        }
        out.beginObject().name("type").value("image_url");
        out.name("image_url").beginObject().name("url").value(url);
        if (image.detail() != null) {
            out.name("detail").value(image.detail());
        }
        out.endObject().endObject();
    }

    /** An assistant that calls tools says so instead of content; what it said before is its plan. */
    private void assistant(Message message) {
        List<Part.ToolCall> calls = message.toolCalls();
        if (calls.isEmpty()) {
            message("assistant", message.parts());
            return;
        }
        out.beginObject().name("role").value("assistant");
        String plan = plan(message, calls);
        if (!plan.isEmpty()) {
            out.name("tool_plan").value(plan);
        }
        if (message.parts().stream().anyMatch(Part.Thinking.class::isInstance)) {
            out.name("content").beginArray();
            message.parts().stream()
                    .filter(Part.Thinking.class::isInstance)
                    .forEach(part -> thinking((Part.Thinking) part));
            out.endArray();
        }
        out.name("tool_calls").beginArray();
        for (Part.ToolCall call : calls) {
            out.beginObject().name("id").value(ids.of(call)).name("type").value("function");
            out.name("function").beginObject().name("name").value(call.name());
            out.name("arguments").value(call.arguments().isBlank() ? "{}" : call.arguments());
            out.endObject().endObject();
        }
        out.endArray().endObject();
        message.parts().stream().filter(MessageWriter::isForeign).forEach(this::leftOut);
    }

    private static String plan(Message message, List<Part.ToolCall> calls) {
        for (Part.ToolCall call : calls) {
            String plan = ProviderData.value(call.providerData(), CohereCodec.FAMILY, CohereCodec.TOOL_PLAN);
            if (plan != null) {
                return plan;
            }
        }
        return message.text();
    }

    private static boolean isForeign(Part part) {
        return !(part instanceof Part.Text
                || part instanceof Part.Thinking
                || part instanceof Part.ToolCall
                || part instanceof Part.CachePoint);
    }

    /** Each result is a message of its own. */
    private void results(List<Part> parts) {
        for (Part part : parts) {
            if (!(part instanceof Part.ToolResult result)) {
                leftOut(part);
                continue;
            }
            out.beginObject().name("role").value("tool");
            out.name("tool_call_id").value(ids.of(result)).name("content");
            List<Part> content = result.content();
            if (content.stream().allMatch(Part.Text.class::isInstance)) {
                out.value(result.text());
            } else {
                out.beginArray();
                content.forEach(this::resultPart);
                out.endArray();
            }
            out.endObject();
        }
    }

    private void resultPart(Part part) {
        if (part instanceof Part.Text text) {
            text(text.text());
        } else if (part instanceof Part.Document document) {
            String json = document(document, false);
            if (json != null) {
                out.beginObject().name("type").value("document").name("document");
                out.raw(json).endObject();
            }
        } else {
            leftOut(part);
        }
    }

    private @Nullable String document(Part.Document document, boolean ofUser) {
        String text = textOf(document.source());
        if (text == null) {
            warn("document", "left out: Cohere reads documents of text, given as bytes of type text/* or JSON");
            return null;
        }
        JsonWriter json = new JsonWriter(text.length() + 64).beginObject();
        if (!ofUser && document.name() != null) {
            json.name("id").value(document.name());
        }
        json.name("data").beginObject();
        if (document.name() != null) {
            json.name("title").value(document.name());
        }
        return json.name("text").value(text).endObject().endObject().toString();
    }

    private static @Nullable String textOf(MediaSource source) {
        byte[] bytes = source.bytes();
        String type = source.mimeType() == null ? "" : source.mimeType();
        boolean readable = type.startsWith("text/")
                || type.startsWith("application/json")
                || type.startsWith("application/xml")
                || type.startsWith("application/yaml");
        return bytes != null && readable ? new String(bytes, UTF_8) : null;
    }

    private void leftOut(Part part) {
        String kind = part.getClass().getSimpleName();
        String option = Character.toLowerCase(kind.charAt(0)) + kind.substring(1);
        warn(option, "left out: Cohere's messages have no place for it");
    }

    private void warn(String option, String reason) {
        warnings.add(new Warning(option, reason));
    }
}
