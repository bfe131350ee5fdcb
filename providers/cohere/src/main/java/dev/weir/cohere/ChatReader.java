package dev.weir.cohere;

import dev.weir.ProviderData;
import dev.weir.spi.ChunkEmitter;
import dev.weir.spi.JsonReader;
import dev.weir.spi.JsonWriter;
import dev.weir.spi.WireException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the whole answer to a chat. Fields come in any order, parts are emitted in the order of a stream. */
final class ChatReader {

    private record Call(@Nullable String id, String name, String arguments) {}

    private final JsonReader reader;
    private final ChunkEmitter out;
    private final List<Call> calls = new ArrayList<>();
    private @Nullable String finishReason;
    private @Nullable String toolPlan;
    private @Nullable String citations;
    private int textKey = -1;

    ChatReader(byte[] body, ChunkEmitter out) {
        this.reader = JsonReader.of(body);
        this.out = out;
    }

    void read() {
        reader.beginObject();
        while (reader.nextField()) {
            if (reader.nameIs("id")) {
                out.started(reader.stringOrNull(), null);
            } else if (reader.nameIs("message")) {
                readMessage();
            } else if (reader.nameIs("finish_reason")) {
                finishReason = reader.stringOrNull();
            } else if (reader.nameIs("usage")) {
                out.usage(CohereUsage.read(reader));
            } else if (reader.nameIs("logprobs") && reader.isArray()) {
                String list = reader.raw();
                out.logprobs(0, list.substring(1, list.length() - 1));
            } else {
                String name = reader.name();
                out.extra(name, reader.raw());
            }
        }
        reader.end();
        out.finish(0, CohereCodec.finishReason(finishReason), finishReason);
    }

    private void readMessage() {
        if (!reader.isObject()) {
            // An error document has its text here.
            throw new WireException(CohereErrors.inside(reader.stringOrNull()));
        }
        reader.beginObject();
        while (reader.nextField()) {
            if (reader.nameIs("content")) {
                readContent();
            } else if (reader.nameIs("tool_calls") && reader.isArray()) {
                readCalls();
            } else if (reader.nameIs("tool_plan")) {
                toolPlan = reader.stringOrNull();
            } else if (reader.nameIs("citations") && reader.isArray()) {
                citations = reader.raw();
            } else {
                reader.skip();
            }
        }
        emitCalls();
        emitCitations();
    }

    private void readContent() {
        if (reader.isString()) {
            textKey = 0;
            out.text(0, 0, reader.string());
            return;
        }
        if (!reader.isArray()) {
            reader.skip();
            return;
        }
        int key = 0;
        reader.beginArray();
        while (reader.nextElement()) {
            readPart(key++);
        }
    }

    private void readPart(int key) {
        if (!reader.isObject()) {
            reader.skip();
            return;
        }
        reader.beginObject();
        while (reader.nextField()) {
            if (reader.nameIs("text")) {
                textKey = textKey < 0 ? key : textKey;
                out.text(0, key, reader.stringOrNull());
            } else if (reader.nameIs("thinking")) {
                out.thinking(0, key, reader.stringOrNull());
            } else {
                reader.skip();
            }
        }
    }

    private void readCalls() {
        reader.beginArray();
        while (reader.nextElement()) {
            String id = null;
            String name = "";
            String arguments = "";
            reader.beginObject();
            while (reader.nextField()) {
                if (reader.nameIs("id")) {
                    id = reader.stringOrNull();
                } else if (reader.nameIs("function") && reader.isObject()) {
                    reader.beginObject();
                    while (reader.nextField()) {
                        if (reader.nameIs("name")) {
                            name = orEmpty(reader.stringOrNull());
                        } else if (reader.nameIs("arguments")) {
                            arguments = orEmpty(reader.stringOrNull());
                        } else {
                            reader.skip();
                        }
                    }
                } else {
                    reader.skip();
                }
            }
            calls.add(new Call(id, name, arguments));
        }
    }

    private void emitCalls() {
        if (toolPlan != null && !toolPlan.isEmpty()) {
            out.extra(CohereCodec.TOOL_PLAN, new JsonWriter(64).value(toolPlan).toString());
        }
        for (int i = 0; i < calls.size(); i++) {
            Call call = calls.get(i);
            int key = callKey(i);
            out.toolCall(0, key, call.id(), call.name());
            if (i == 0 && toolPlan != null && !toolPlan.isEmpty()) {
                out.providerData(0, key, ProviderData.of(CohereCodec.FAMILY, CohereCodec.TOOL_PLAN, toolPlan));
            }
            out.toolArguments(0, key, call.arguments());
            out.end(0, key);
        }
    }

    private void emitCitations() {
        if (citations == null) {
            return;
        }
        CohereCitations found = new CohereCitations();
        JsonReader list = JsonReader.of(citations);
        list.beginArray();
        while (list.nextElement()) {
            found.read(list, out, textKey);
        }
        found.finish(out);
    }

    /** Contents and calls are counted apart, both from 0. */
    static int callKey(int index) {
        return -1 - index;
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
