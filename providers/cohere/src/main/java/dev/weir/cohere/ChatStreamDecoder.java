package dev.weir.cohere;

import dev.weir.FinishReason;
import dev.weir.ProviderData;
import dev.weir.Usage;
import dev.weir.spi.ChunkEmitter;
import dev.weir.spi.Frame;
import dev.weir.spi.JsonReader;
import dev.weir.spi.JsonWriter;
import dev.weir.spi.StreamDecoder;
import dev.weir.spi.WireException;
import org.jspecify.annotations.Nullable;

/**
 * Reads <a href="https://docs.cohere.com/v2/docs/streaming">a streamed chat</a>. An event is read in one pass into fields,
 * because its type may stand behind what it types, and then acted on.
 */
final class ChatStreamDecoder implements StreamDecoder {

    private final JsonReader reader = new JsonReader();
    private final CohereCitations citations = new CohereCitations();
    private @Nullable StringBuilder toolPlan;
    private boolean planTold;
    private int textKey = -1;
    private int openContent = -1;
    private boolean ended;

    // The present event.
    private @Nullable String type;
    private int index;
    private @Nullable String text;
    private @Nullable String thinking;
    private @Nullable String plan;
    private @Nullable String callId;
    private @Nullable String callName;
    private @Nullable String arguments;
    private @Nullable String logprobs;
    private @Nullable String finishReason;
    private @Nullable String error;
    private @Nullable Usage usage;

    @Override
    public void decode(Frame frame, ChunkEmitter out) {
        if (frame.dataIs("[DONE]") || frame.length() == 0) {
            return;
        }
        clear();
        type = frame.type();
        reader.reset(frame.array(), frame.offset(), frame.length());
        read(out);
        act(out);
    }

    @Override
    public boolean ended() {
        return ended;
    }

    @Override
    public @Nullable String missing() {
        return ended ? null : "a message-end event";
    }

    private void clear() {
        index = 0;
        text = null;
        thinking = null;
        plan = null;
        callId = null;
        callName = null;
        arguments = null;
        logprobs = null;
        finishReason = null;
        error = null;
        usage = null;
    }

    private void read(ChunkEmitter out) {
        reader.beginObject();
        while (reader.nextField()) {
            if (reader.nameIs("type")) {
                if (type == null) {
                    type = reader.stringOrNull();
                } else {
                    reader.skip();
                }
            } else if (reader.nameIs("index")) {
                index = reader.intOr(0);
            } else if (reader.nameIs("delta") && reader.isObject()) {
                readDelta(out);
            } else if (reader.nameIs("id")) {
                out.started(reader.stringOrNull(), null);
            } else if (reader.nameIs("logprobs")) {
                logprobs = reader.nextNull() ? null : reader.raw();
            } else if (reader.nameIs("message") && reader.isString()) {
                error = reader.string();
            } else {
                reader.skip();
            }
        }
        reader.end();
    }

    private void readDelta(ChunkEmitter out) {
        reader.beginObject();
        while (reader.nextField()) {
            if (reader.nameIs("message") && reader.isObject()) {
                readMessage(out);
            } else if (reader.nameIs("finish_reason")) {
                finishReason = reader.stringOrNull();
            } else if (reader.nameIs("usage")) {
                usage = CohereUsage.read(reader);
            } else if (reader.nameIs("error")) {
                error = reader.stringOrNull();
            } else {
                reader.skip();
            }
        }
    }

    private void readMessage(ChunkEmitter out) {
        reader.beginObject();
        while (reader.nextField()) {
            // Each of these is an object in the event it belongs to and an empty list in message-start.
            if (reader.nameIs("content") && reader.isObject()) {
                readContent();
            } else if (reader.nameIs("tool_calls") && reader.isObject()) {
                readCall();
            } else if (reader.nameIs("tool_plan")) {
                plan = reader.stringOrNull();
            } else if (reader.nameIs("citations") && reader.isObject()) {
                citations.read(reader, out, textKey);
            } else {
                reader.skip();
            }
        }
    }

    private void readContent() {
        reader.beginObject();
        while (reader.nextField()) {
            if (reader.nameIs("text")) {
                text = reader.stringOrNull();
            } else if (reader.nameIs("thinking")) {
                thinking = reader.stringOrNull();
            } else {
                reader.skip();
            }
        }
    }

    private void readCall() {
        reader.beginObject();
        while (reader.nextField()) {
            if (reader.nameIs("function") && reader.isObject()) {
                reader.beginObject();
                while (reader.nextField()) {
                    if (reader.nameIs("arguments")) {
                        arguments = reader.stringOrNull();
                    } else if (reader.nameIs("name")) {
                        callName = reader.stringOrNull();
                    } else {
                        reader.skip();
                    }
                }
            } else if (reader.nameIs("id")) {
                callId = reader.stringOrNull();
            } else {
                reader.skip();
            }
        }
    }

    private void act(ChunkEmitter out) {
        String event = type == null ? "" : type;
        switch (event) {
            case "content-delta", "content-start" -> content(out);
            case "tool-call-delta" -> out.toolArguments(0, ChatReader.callKey(index), arguments);
            case "tool-plan-delta" -> {
                if (plan != null) {
                    toolPlan = toolPlan == null ? new StringBuilder() : toolPlan;
                    toolPlan.append(plan);
                }
            }
            case "tool-call-start" -> startCall(out);
            case "tool-call-end" -> out.end(0, ChatReader.callKey(index));
            case "message-end" -> finish(out);
            case "message-start", "content-end", "citation-start", "citation-end" -> {
                // Read already, or without a meaning here: a text stays open for citations that come late.
            }
            default -> {
                if (error != null && (event.isEmpty() || event.equals("error"))) {
                    throw new WireException(CohereErrors.inside(error));
                }
            }
        }
    }

    private void content(ChunkEmitter out) {
        if (openContent >= 0 && openContent != index) {
            out.end(0, openContent);
        }
        openContent = index;
        if (text != null) {
            textKey = textKey < 0 ? index : textKey;
            out.text(0, index, text);
        }
        out.thinking(0, index, thinking);
        if (logprobs != null) {
            out.logprobs(0, logprobs);
        }
    }

    private void startCall(ChunkEmitter out) {
        int key = ChatReader.callKey(index);
        boolean first = !planTold;
        tellPlan(out);
        out.toolCall(0, key, callId, callName == null ? "" : callName);
        if (first && toolPlan != null) {
            out.providerData(0, key, ProviderData.of(CohereCodec.FAMILY, CohereCodec.TOOL_PLAN, toolPlan.toString()));
        }
        out.toolArguments(0, key, arguments);
    }

    private void tellPlan(ChunkEmitter out) {
        if (!planTold && toolPlan != null) {
            String json = new JsonWriter(64).value(toolPlan.toString()).toString();
            out.extra(CohereCodec.TOOL_PLAN, json);
        }
        planTold = true;
    }

    private void finish(ChunkEmitter out) {
        tellPlan(out);
        citations.finish(out);
        if (usage != null) {
            out.usage(usage);
        }
        FinishReason reason = CohereCodec.finishReason(finishReason);
        if (error != null && !error.isEmpty()) {
            throw new WireException(CohereErrors.inside(error).type(finishReason));
        }
        out.finish(0, reason, finishReason);
        ended = true;
    }
}
