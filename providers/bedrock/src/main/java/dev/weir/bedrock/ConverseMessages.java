package dev.weir.bedrock;

import dev.weir.Citation;
import dev.weir.Message;
import dev.weir.Part;
import dev.weir.ProviderData;
import dev.weir.Request;
import dev.weir.Warning;
import dev.weir.spi.JsonReader;
import dev.weir.spi.JsonWriter;
import dev.weir.spi.UserJson;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes {@code system} and {@code messages}. Turns must alternate, so that messages of one side in a row become one; blank
 * texts are refused by Bedrock and left out, as are messages that hold nothing else.
 */
final class ConverseMessages {

    private static final Duration SHORT_CACHE = Duration.ofMinutes(5);
    private static final Duration LONG_CACHE = Duration.ofHours(1);

    private record Turn(String role, List<Part> parts) {}

    private final JsonWriter out;
    private final List<Warning> warnings;
    private final MediaBlocks media;
    private final ToolUseIds ids;
    private boolean open;
    private boolean hasText;
    private boolean hasDocument;

    ConverseMessages(JsonWriter out, String model, List<Warning> warnings) {
        this.out = out;
        this.warnings = warnings;
        this.media = new MediaBlocks(out, warnings);
        this.ids = new ToolUseIds(ModelFamily.of(model) == ModelFamily.MISTRAL);
    }

    /** Returns what goes into {@code system}: the request's instructions, then those inside the history. */
    static List<Part> instructions(Request request, List<Warning> warnings) {
        List<Part> parts = new ArrayList<>(request.system());
        boolean conversation = false;
        for (Message message : request.messages()) {
            if (message.role() == Message.Role.SYSTEM) {
                parts.addAll(message.parts());
                if (conversation) {
                    warnings.add(new Warning(
                            "system", "moved to the front: Converse has no instructions inside the conversation"));
                }
            } else {
                conversation = true;
            }
        }
        return parts;
    }

    void system(List<Part> parts) {
        out.beginArray();
        for (Part part : parts) {
            if (part instanceof Part.Text text) {
                text(text.text(), () -> {});
            } else if (part instanceof Part.CachePoint point) {
                cachePoint(point);
            } else if (part instanceof Part.Opaque opaque && opaque.provider().equals(ConverseCodec.FAMILY)) {
                out.raw(opaque.json());
            } else {
                leftOut(part, "instructions are text");
            }
        }
        out.endArray();
    }

    void messages(List<Message> messages) {
        out.beginArray();
        for (Turn turn : turns(messages)) {
            open = false;
            hasText = false;
            hasDocument = false;
            for (Part part : turn.parts()) {
                part(part, () -> open(turn.role()));
            }
            if (hasDocument && !hasText) {
                // "A text field is required when a document is used": the least that may stand there.
                out.beginObject().name("text").value("See the document.").endObject();
            }
            if (open) {
                out.endArray().endObject();
            }
        }
        out.endArray();
    }

    private List<Turn> turns(List<Message> messages) {
        List<Turn> turns = new ArrayList<>();
        for (Message message : messages) {
            if (message.name() != null) {
                warn("name", "left out: Bedrock's messages carry no names");
            }
            if (message.role() == Message.Role.SYSTEM) {
                continue;
            }
            String role = message.role() == Message.Role.ASSISTANT ? "assistant" : "user";
            Turn last = turns.isEmpty() ? null : turns.get(turns.size() - 1);
            if (last != null && last.role().equals(role)) {
                last.parts().addAll(message.parts());
            } else {
                turns.add(new Turn(role, new ArrayList<>(message.parts())));
            }
        }
        return turns;
    }

    /** Begins the message with its first block, so that one without blocks is never begun. */
    private void open(String role) {
        if (!open) {
            open = true;
            out.beginObject().name("role").value(role).name("content").beginArray();
        }
    }

    private void part(Part part, Runnable before) {
        if (part instanceof Part.Text text) {
            text(text, before);
        } else if (part instanceof Part.ToolCall call) {
            before.run();
            toolUse(call);
        } else if (part instanceof Part.ToolResult result) {
            before.run();
            toolResult(result);
        } else if (part instanceof Part.Thinking thinking) {
            thinking(thinking, before);
        } else if (part instanceof Part.Document document) {
            hasDocument |= media.document(document, before);
        } else if (part instanceof Part.Audio audio) {
            media.audio(audio, before);
        } else if (part instanceof Part.CachePoint point) {
            before.run();
            cachePoint(point);
        } else if (part instanceof Part.Refusal refusal) {
            text(refusal.text(), before);
        } else {
            sharedPart(part, before);
        }
    }

    /** Writes what may stand in a message and in a tool result. */
    private void sharedPart(Part part, Runnable before) {
        if (part instanceof Part.Image image) {
            media.image(image, before);
        } else if (part instanceof Part.Video video) {
            media.video(video, before);
        } else if (part instanceof Part.Opaque opaque && opaque.provider().equals(ConverseCodec.FAMILY)) {
            before.run();
            out.raw(opaque.json());
        } else {
            leftOut(part, "Bedrock's messages have no place for it");
        }
    }

    private void text(Part.Text text, Runnable before) {
        boolean cited = !text.citations().isEmpty()
                && ProviderData.value(text.providerData(), ConverseCodec.FAMILY, ConverseCodec.CITED) != null;
        if (!cited) {
            text(text.text(), before);
            return;
        }
        before.run();
        hasText = true;
        out.beginObject().name("citationsContent").beginObject().name("content").beginArray();
        out.beginObject().name("text").value(text.text()).endObject().endArray();
        out.name("citations").beginArray();
        for (Citation citation : text.citations()) {
            out.raw(citation.raw());
        }
        out.endArray().endObject().endObject();
    }

    private void text(String text, Runnable before) {
        if (!text.isBlank()) {
            before.run();
            hasText = true;
            out.beginObject().name("text").value(text).endObject();
        }
    }

    /** Thoughts without a signature of Bedrock's are refused by some models and needed by none. */
    private void thinking(Part.Thinking thinking, Runnable before) {
        String redacted =
                ProviderData.value(thinking.providerData(), ConverseCodec.FAMILY, ConverseCodec.REDACTED_CONTENT);
        String signature = ProviderData.value(thinking.providerData(), ConverseCodec.FAMILY, ConverseCodec.SIGNATURE);
        if (redacted == null && signature == null) {
            return;
        }
        before.run();
        out.beginObject().name("reasoningContent").beginObject();
        if (redacted != null) {
            out.name("redactedContent").value(redacted);
        } else {
            out.name("reasoningText").beginObject().name("text").value(thinking.text());
            out.name("signature").value(signature).endObject();
        }
        out.endObject().endObject();
    }

    private void toolUse(Part.ToolCall call) {
        out.beginObject().name("toolUse").beginObject();
        out.name("toolUseId")
                .value(ids.of(call))
                .name("name")
                .value(call.name())
                .name("input");
        String arguments = call.arguments();
        if (arguments.isBlank() || arguments.trim().equals("null")) {
            out.beginObject().endObject();
        } else if (UserJson.isObject(arguments)) {
            out.raw(arguments);
        } else {
            warn(
                    "toolCall",
                    "the arguments of " + call.name() + " are no JSON object and were sent as the field value of"
                            + " one");
            out.beginObject().name("value").value(arguments).endObject();
        }
        out.endObject().endObject();
    }

    private void toolResult(Part.ToolResult result) {
        out.beginObject().name("toolResult").beginObject();
        out.name("toolUseId").value(ids.of(result)).name("content").beginArray();
        int[] blocks = {0};
        Runnable count = () -> blocks[0]++;
        for (Part part : result.content()) {
            resultPart(part, count);
        }
        if (blocks[0] == 0) {
            out.beginObject().name("json").beginObject().endObject().endObject();
        }
        out.endArray();
        if (result.error()) {
            out.name("status").value("error");
        }
        out.endObject().endObject();
    }

    private void resultPart(Part part, Runnable before) {
        if (part instanceof Part.Text text && !text.text().isBlank()) {
            before.run();
            out.beginObject().name("text").value(text.text()).endObject();
        } else if (part instanceof Part.Document document) {
            media.document(document, before);
        } else if (part instanceof Part.Opaque opaque
                && opaque.provider().equals(ConverseCodec.FAMILY)
                && opaque.type().equals("json")) {
            before.run();
            json(opaque.json());
        } else if (!(part instanceof Part.Text)) {
            sharedPart(part, before);
        }
    }

    /** A result of JSON has to be an object; anything else becomes the field {@code result} of one. */
    private void json(String json) {
        out.beginObject().name("json");
        if (UserJson.isObject(json)) {
            out.raw(json);
        } else {
            JsonReader.of(json).skip();
            out.beginObject().name("result").raw(json).endObject();
        }
        out.endObject();
    }

    private void cachePoint(Part.CachePoint point) {
        out.beginObject().name("cachePoint").beginObject().name("type").value("default");
        String ttl = ttl(point.ttl());
        if (ttl != null) {
            out.name("ttl").value(ttl);
        }
        out.endObject().endObject();
    }

    private @Nullable String ttl(@Nullable Duration wanted) {
        if (wanted == null) {
            return null;
        }
        boolean brief = wanted.compareTo(SHORT_CACHE) <= 0;
        if (!wanted.equals(SHORT_CACHE) && !wanted.equals(LONG_CACHE)) {
            warn("cachePoint", "kept for " + (brief ? "5 minutes" : "1 hour") + ": Bedrock knows only these two");
        }
        return brief ? "5m" : "1h";
    }

    private void leftOut(Part part, String why) {
        String kind = part.getClass().getSimpleName();
        warn(Character.toLowerCase(kind.charAt(0)) + kind.substring(1), "left out: " + why);
    }

    private void warn(String option, String reason) {
        warnings.add(new Warning(option, reason));
    }
}
