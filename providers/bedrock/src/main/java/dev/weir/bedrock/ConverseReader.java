package dev.weir.bedrock;

import dev.weir.Part;
import dev.weir.ProviderData;
import dev.weir.spi.ChunkEmitter;
import dev.weir.spi.JsonException;
import dev.weir.spi.JsonReader;
import dev.weir.spi.JsonWriter;
import dev.weir.spi.WireException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the whole answer of Converse. */
final class ConverseReader {

    private final byte[] body;
    private final JsonReader reader;
    private final ChunkEmitter out;
    private @Nullable String stopReason;
    private boolean answered;

    ConverseReader(byte[] body, ChunkEmitter out) {
        this.body = body;
        this.reader = JsonReader.of(body);
        this.out = out;
    }

    void read() {
        List<String[]> others = new ArrayList<>();
        reader.beginObject();
        while (reader.nextField()) {
            if (reader.nameIs("output") && reader.isObject()) {
                answered = true;
                readOutput();
            } else if (reader.nameIs("stopReason")) {
                answered = true;
                stopReason = reader.stringOrNull();
            } else if (reader.nameIs("usage")) {
                out.usage(ConverseUsage.read(reader));
            } else {
                others.add(new String[] {reader.name(), reader.raw()});
            }
        }
        reader.end();
        if (!answered) {
            throw new WireException(BedrockErrors.inside(null, body, 0, body.length));
        }
        for (String[] other : others) {
            out.extra(other[0], other[1]);
        }
        out.finish(0, ConverseCodec.finishReason(stopReason), stopReason);
    }

    private void readOutput() {
        reader.beginObject();
        while (reader.nextField()) {
            if (reader.nameIs("message") && reader.isObject()) {
                readMessage();
            } else {
                reader.skip();
            }
        }
    }

    private void readMessage() {
        reader.beginObject();
        while (reader.nextField()) {
            if (reader.nameIs("content") && reader.isArray()) {
                int key = 0;
                reader.beginArray();
                while (reader.nextElement()) {
                    readBlock(key++);
                }
            } else {
                reader.skip();
            }
        }
    }

    /** A block has exactly one field, its kind. */
    private void readBlock(int key) {
        reader.beginObject();
        while (reader.nextField()) {
            if (reader.nameIs("text")) {
                out.text(0, key, reader.stringOrNull());
            } else if (reader.nameIs("toolUse") && reader.isObject()) {
                readToolUse(key, reader.raw());
            } else if (reader.nameIs("reasoningContent") && reader.isObject()) {
                readReasoning(key);
            } else if (reader.nameIs("citationsContent") && reader.isObject()) {
                readCited(key);
            } else {
                String kind = reader.name();
                String raw = reader.raw();
                out.part(0, key, otherBlock(kind, raw));
            }
        }
        out.end(0, key);
    }

    /** Returns the part for a block that is neither text nor thought nor call. */
    static Part otherBlock(String kind, String raw) {
        Part image = kind.equals("image") ? ImageBlocks.read(raw) : null;
        return image != null ? image : opaque(kind, kind, raw);
    }

    static Part.Opaque opaque(String type, String kind, String raw) {
        return new Part.Opaque(
                ConverseCodec.FAMILY,
                type,
                new JsonWriter().beginObject().name(kind).raw(raw).endObject().toString());
    }

    private void readToolUse(int key, String raw) {
        @Nullable String id = null;
        @Nullable String name = null;
        @Nullable String type = null;
        String input = "";
        JsonReader call = JsonReader.of(raw);
        call.beginObject();
        while (call.nextField()) {
            if (call.nameIs("toolUseId")) {
                id = call.stringOrNull();
            } else if (call.nameIs("name")) {
                name = call.stringOrNull();
            } else if (call.nameIs("input")) {
                input = call.raw();
            } else if (call.nameIs("type")) {
                type = call.stringOrNull();
            } else {
                call.skip();
            }
        }
        if (ConverseStreamDecoder.SERVER_TOOL.equals(type)) {
            out.part(0, key, opaque(ConverseStreamDecoder.SERVER_TOOL, "toolUse", raw));
            return;
        }
        if (name == null) {
            throw new JsonException("A tool call without a name");
        }
        out.toolCall(0, key, id, name);
        out.toolArguments(0, key, input);
    }

    private void readReasoning(int key) {
        out.thinkingStart(0, key);
        reader.beginObject();
        while (reader.nextField()) {
            if (reader.nameIs("reasoningText") && reader.isObject()) {
                reader.beginObject();
                while (reader.nextField()) {
                    if (reader.nameIs("text")) {
                        out.thinking(0, key, reader.stringOrNull());
                    } else if (reader.nameIs("signature")) {
                        keep(out, key, ConverseCodec.SIGNATURE, reader.stringOrNull());
                    } else {
                        reader.skip();
                    }
                }
            } else if (reader.nameIs("redactedContent")) {
                keep(out, key, ConverseCodec.REDACTED_CONTENT, reader.stringOrNull());
            } else {
                reader.skip();
            }
        }
    }

    static void keep(ChunkEmitter out, int key, String name, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            out.providerData(0, key, ProviderData.of(ConverseCodec.FAMILY, name, value));
        }
    }

    private void readCited(int key) {
        @Nullable String citations = null;
        out.textStart(0, key);
        keep(out, key, ConverseCodec.CITED, "true");
        reader.beginObject();
        while (reader.nextField()) {
            if (reader.nameIs("content") && reader.isArray()) {
                reader.beginArray();
                while (reader.nextElement()) {
                    readCitedText(key);
                }
            } else if (reader.nameIs("citations") && reader.isArray()) {
                citations = reader.raw();
            } else {
                reader.skip();
            }
        }
        if (citations != null) {
            JsonReader list = JsonReader.of(citations);
            list.beginArray();
            while (list.nextElement()) {
                out.citation(0, key, ConverseCitations.of(list.raw()));
            }
        }
    }

    private void readCitedText(int key) {
        reader.beginObject();
        while (reader.nextField()) {
            if (reader.nameIs("text")) {
                out.text(0, key, reader.stringOrNull());
            } else {
                reader.skip();
            }
        }
    }
}
