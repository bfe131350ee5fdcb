package dev.weir.anthropic;

import dev.weir.Citation;
import dev.weir.InvalidRequestException;
import dev.weir.Message;
import dev.weir.Part;
import dev.weir.ProviderData;
import dev.weir.Warning;
import dev.weir.spi.JsonException;
import dev.weir.spi.JsonReader;
import dev.weir.spi.JsonWriter;
import dev.weir.spi.UserJson;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns parts into content blocks; what Anthropic does not take is left out with a warning. */
final class Blocks {

    /** The name under which thoughts and opaque items of this family are kept. */
    static final String FAMILY = "anthropic";

    private final List<Warning> warnings;
    private final MediaBlocks media;
    private final ToolIds toolIds = new ToolIds();

    Blocks(List<Warning> warnings) {
        this.warnings = warnings;
        this.media = new MediaBlocks(warnings);
    }

    boolean usesFiles() {
        return media.usesFiles();
    }

    /**
     * Returns the block of a part, null if it is left out.
     *
     * @param prefill whether the part is the beginning of the answer, which must not end in white space
     */
    @Nullable
    Block of(Part part, Message.Role role, boolean prefill) {
        if (part instanceof Part.Text text) {
            return text(prefill ? text.text().stripTrailing() : text.text(), text.citations());
        } else if (part instanceof Part.Opaque opaque) {
            return opaque(opaque);
        } else if (role == Message.Role.SYSTEM) {
            return leftOut(part, "instructions are text only");
        } else if (role == Message.Role.ASSISTANT) {
            return ofAssistant(part);
        } else if (part instanceof Part.ToolResult result) {
            return toolResult(result);
        }
        return ofUser(part);
    }

    private @Nullable Block ofAssistant(Part part) {
        if (part instanceof Part.ToolCall call) {
            return toolUse(call);
        } else if (part instanceof Part.Thinking thinking) {
            return thinking(thinking);
        } else if (part instanceof Part.Refusal refusal) {
            return text(refusal.text(), List.of());
        } else if (part instanceof Part.Audio audio && audio.transcript() != null) {
            warnings.add(new Warning("audio", "replaced by its transcript: Claude takes no sound"));
            return text(audio.transcript(), List.of());
        }
        return leftOut(part, "an answer of Claude holds no such part");
    }

    private @Nullable Block ofUser(Part part) {
        if (part instanceof Part.Image image) {
            return media.image(image);
        } else if (part instanceof Part.Document document) {
            return media.document(document);
        }
        return leftOut(part, "Claude takes text, images and documents from the user");
    }

    /** Blank text is refused, so it is dropped without ado. */
    private static @Nullable Block text(String text, List<Citation> citations) {
        if (text.isBlank()) {
            return null;
        }
        List<String> ours = new ArrayList<>();
        for (Citation citation : citations) {
            if (Citations.isOurs(citation.raw())) {
                ours.add(citation.raw());
            }
        }
        if (ours.isEmpty()) {
            return Block.text(text);
        }
        return Block.of(json -> {
            json.name("type").value("text").name("text").value(text);
            json.name("citations").beginArray();
            ours.forEach(json::raw);
            json.endArray();
        });
    }

    private @Nullable Block opaque(Part.Opaque opaque) {
        if (!opaque.provider().equals(FAMILY)) {
            return leftOut(opaque, "it belongs to " + opaque.provider());
        }
        if (!isBalancedObject(opaque.json())) {
            throw new InvalidRequestException("The opaque part \"" + opaque.type() + "\" is no JSON object");
        }
        return Block.verbatim(opaque.json());
    }

    /** A shallow look, because results of web searches are large and sent back at every turn. */
    private static boolean isBalancedObject(String text) {
        try {
            JsonReader reader = JsonReader.of(text);
            boolean object = reader.isObject();
            reader.skip();
            reader.end();
            return object;
        } catch (JsonException malformed) {
            return false;
        }
    }

    /** Thoughts are sent back as they came: a changed or unsigned one is refused. */
    private @Nullable Block thinking(Part.Thinking thinking) {
        String redacted = ProviderData.value(thinking.providerData(), FAMILY, "data");
        if (redacted != null) {
            return Block.verbatim(object("redacted_thinking", "data", redacted, null));
        }
        String signature = ProviderData.value(thinking.providerData(), FAMILY, "signature");
        if (signature != null) {
            return Block.verbatim(object("thinking", "thinking", thinking.text(), signature));
        }
        return leftOut(thinking, "it has no signature of Anthropic");
    }

    private static String object(String type, String name, String value, @Nullable String signature) {
        JsonWriter json = new JsonWriter();
        json.beginObject().name("type").value(type).name(name).value(value);
        if (signature != null) {
            json.name("signature").value(signature);
        }
        return json.endObject().toString();
    }

    private Block toolUse(Part.ToolCall call) {
        String id = toolIds.of(call);
        String input = input(call);
        String caller = ProviderData.value(call.providerData(), FAMILY, "caller");
        return Block.of(json -> {
            json.name("type").value("tool_use").name("id").value(id);
            json.name("name").value(call.name()).name("input").raw(input);
            if (caller != null) {
                json.name("caller").raw(caller);
            }
        });
    }

    /** Returns the arguments as an object, which the API demands whatever the model wrote. */
    private String input(Part.ToolCall call) {
        String arguments = call.arguments();
        if (arguments.isBlank()) {
            return "{}";
        }
        if (UserJson.isObject(arguments)) {
            return arguments;
        }
        warnings.add(new Warning(
                "toolCall",
                "the arguments of a call of " + call.name() + " are no JSON object; they were sent as text in one"));
        return new JsonWriter()
                .beginObject()
                .name("arguments")
                .value(arguments)
                .endObject()
                .toString();
    }

    private Block toolResult(Part.ToolResult result) {
        String id = toolIds.of(result);
        List<Block> content = new ArrayList<>();
        for (Part part : result.content()) {
            Block block = part instanceof Part.CachePoint ? null : of(part, Message.Role.USER, false);
            if (block != null) {
                content.add(block);
            }
        }
        return Block.toolResult(json -> {
            json.name("type").value("tool_result").name("tool_use_id").value(id);
            if (!content.isEmpty()) {
                json.name("content");
                writeContent(json, content);
            }
            if (result.error()) {
                json.name("is_error").value(true);
            }
        });
    }

    /** Writes content, a single plain text as a bare string. */
    static void writeContent(JsonWriter json, List<Block> content) {
        String only = content.size() == 1 ? content.get(0).plainText() : null;
        if (only != null) {
            json.value(only);
            return;
        }
        json.beginArray();
        content.forEach(block -> block.write(json));
        json.endArray();
    }

    private @Nullable Block leftOut(Part part, String reason) {
        String name = part.getClass().getSimpleName();
        warnings.add(new Warning(Character.toLowerCase(name.charAt(0)) + name.substring(1), "left out: " + reason));
        return null;
    }
}
