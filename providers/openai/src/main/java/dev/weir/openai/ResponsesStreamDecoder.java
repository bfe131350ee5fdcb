package dev.weir.openai;

import dev.weir.spi.ChunkEmitter;
import dev.weir.spi.Frame;
import dev.weir.spi.JsonReader;
import dev.weir.spi.StreamDecoder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads a stream of Responses events. The {@code type} inside the data counts, not the SSE event name, which some servers
 * leave out; its place among the fields varies, so an event is read first and acted upon then.
 */
final class ResponsesStreamDecoder implements StreamDecoder {

    private static final String TEXT_DELTA = "response.output_text.delta";
    private static final String ARGUMENTS_DELTA = "response.function_call_arguments.delta";
    private static final String SUMMARY_DELTA = "response.reasoning_summary_text.delta";
    private static final String REASONING_DELTA = "response.reasoning_text.delta";
    private static final String[] FREQUENT = {TEXT_DELTA, ARGUMENTS_DELTA, SUMMARY_DELTA, REASONING_DELTA};
    private static final String[] QUOTED =
            Arrays.stream(FREQUENT).map(name -> '"' + name + '"').toArray(String[]::new);

    private final JsonReader json = new JsonReader();
    private final ResponsesReader reader;
    private final ResponsesItems items;
    private boolean ended;

    // the event being read
    private String type = "";
    private int outputIndex;
    private int partIndex;
    private String delta = "";
    private @Nullable String whole;
    private @Nullable String logprobs;
    private @Nullable String item;
    private @Nullable String part;
    private @Nullable String annotation;
    private boolean errorField;
    private @Nullable Long sequence;

    ResponsesStreamDecoder(String origin) {
        reader = new ResponsesReader(origin);
        items = reader.items();
    }

    @Override
    public void decode(Frame frame, ChunkEmitter out) {
        if (frame.dataIs("[DONE]")) {
            return; // OpenRouter; what counts is the event before it
        }
        read(frame);
        switch (type) {
            case TEXT_DELTA -> items.textDelta(outputIndex, partIndex, delta, logprobs, out);
            case ARGUMENTS_DELTA, "response.custom_tool_call_input.delta" ->
                items.argumentsDelta(outputIndex, delta, out);
            case SUMMARY_DELTA -> items.summaryDelta(outputIndex, partIndex, delta, out);
            case REASONING_DELTA -> items.reasoningDelta(outputIndex, partIndex, delta, out);
            case "response.refusal.delta" -> items.refusalDelta(outputIndex, partIndex, delta, out);
            case "response.created", "response.queued", "response.in_progress" -> response(frame, false, out);
            case "response.completed", "response.incomplete", "response.cancelled", "response.failed" ->
                terminal(frame, out);
            case "error", "response.error" -> fail(frame, out);
            default -> {
                if ((errorField && type.isEmpty()) || "error".equals(frame.type())) {
                    fail(frame, out);
                }
                items(out);
                done(out);
            }
        }
        if (sequence != null && !ended) {
            out.extra("sequence_number", sequence.toString());
        }
    }

    private void items(ChunkEmitter out) {
        if (type.equals("response.output_item.added") && item != null) {
            items.added(item, outputIndex, out);
        } else if (type.equals("response.output_item.done") && item != null) {
            items.item(item, outputIndex, out);
        } else if (type.equals("response.output_text.annotation.added")
                && annotation != null
                && annotation.startsWith("{")) {
            items.annotation(outputIndex, partIndex, annotation, out);
        } else if (type.equals("response.content_part.added") && part != null) {
            if (ResponsesItem.read(part).type.equals("output_text")) {
                items.textStart(outputIndex, partIndex, out);
            }
        }
    }

    /** The end of a part repeats it; servers that send no deltas have told nothing of it before. */
    private void done(ChunkEmitter out) {
        if (whole == null) {
            return;
        }
        switch (type) {
            case "response.output_text.done" -> items.textDone(outputIndex, partIndex, whole, out);
            case "response.refusal.done" -> items.refusalDone(outputIndex, partIndex, whole, out);
            case "response.reasoning_summary_text.done" -> items.summaryDone(outputIndex, partIndex, whole, out);
            case "response.reasoning_text.done" -> items.reasoningDone(outputIndex, partIndex, whole, out);
            case "response.function_call_arguments.done", "response.custom_tool_call_input.done" ->
                items.argumentsDone(outputIndex, whole, out);
            default -> {}
        }
    }

    private void terminal(Frame frame, ChunkEmitter out) {
        response(frame, true, out);
        if (reader.isFailed() || type.equals("response.failed")) {
            fail(frame, out);
        }
        reader.finish(type.substring("response.".length()), out);
        ended = true;
    }

    /** Reads the response where it stands: it may be very large, as it repeats the request's tools. */
    private void response(Frame frame, boolean all, ChunkEmitter out) {
        json.reset(frame.array(), frame.offset(), frame.length());
        json.beginObject();
        while (json.nextField()) {
            if (!json.nameIs("response") || !json.isObject()) {
                json.skip();
            } else if (all) {
                reader.read(json, out);
            } else {
                reader.identify(json, out);
            }
        }
    }

    /** Some servers send {@code error} and then {@code response.failed}: the first one counts. */
    private void fail(Frame frame, ChunkEmitter out) {
        reader.fail(out);
        byte[] event = Arrays.copyOfRange(frame.array(), frame.offset(), frame.offset() + frame.length());
        throw ErrorReader.insideResponse(event);
    }

    private void read(Frame frame) {
        type = "";
        outputIndex = 0;
        partIndex = 0;
        delta = "";
        whole = null;
        logprobs = null;
        item = null;
        part = null;
        annotation = null;
        errorField = false;
        sequence = null;
        json.reset(frame.array(), frame.offset(), frame.length());
        json.beginObject();
        while (json.nextField()) {
            if (json.nameIs("type")) {
                type = readType();
            } else if (json.nameIs("delta")) {
                delta = json.isString() ? json.string() : skipped();
            } else if (json.nameIs("output_index")) {
                outputIndex = json.intOr(0);
            } else if (json.nameIs("content_index") || json.nameIs("summary_index")) {
                partIndex = json.intOr(0);
            } else if (json.nameIs("sequence_number") && reader.isInBackground()) {
                sequence = json.longOrNull();
            } else if (json.nameIs("item_id") || json.nameIs("sequence_number") || json.nameIs("obfuscation")) {
                json.skip();
            } else if (json.nameIs("logprobs")) {
                logprobs = list();
            } else {
                readRare();
            }
        }
        if (type.isEmpty() && frame.type() != null) {
            type = frame.type();
        }
    }

    /** The types of frequent events are compared in place. */
    private String readType() {
        for (int i = 0; i < QUOTED.length; i++) {
            if (json.skipIf(QUOTED[i])) {
                return FREQUENT[i];
            }
        }
        String word = json.stringOrNull();
        return word == null ? "" : word;
    }

    private @Nullable String list() {
        if (json.skipIf("[]")) {
            return null;
        }
        if (json.isArray()) {
            return json.raw();
        }
        json.skip();
        return null;
    }

    private String skipped() {
        json.skip();
        return "";
    }

    private void readRare() {
        if (json.nameIs("item")) {
            item = json.raw();
        } else if (json.nameIs("text") || json.nameIs("arguments") || json.nameIs("refusal") || json.nameIs("input")) {
            whole = json.isString() ? json.string() : skipped();
        } else if (json.nameIs("part")) {
            part = json.raw();
        } else if (json.nameIs("annotation")) {
            annotation = json.raw();
        } else if (json.nameIs("error")) {
            errorField = !json.nextNull();
            if (errorField) {
                json.skip();
            }
        } else {
            json.skip();
        }
    }

    @Override
    public boolean ended() {
        return ended;
    }

    @Override
    public @Nullable String missing() {
        return ended ? null : "response.completed";
    }
}
