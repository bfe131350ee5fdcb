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
    private final ResponsesReader reader = new ResponsesReader();
    private final ResponsesItems items = reader.items();
    private boolean ended;

    // the event being read
    private String type = "";
    private int outputIndex;
    private int partIndex;
    private String delta = "";
    private @Nullable String logprobs;
    private @Nullable String item;
    private @Nullable String annotation;
    private @Nullable String response;
    private boolean errorField;

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
            default -> rare(frame, out);
        }
    }

    private void rare(Frame frame, ChunkEmitter out) {
        switch (type) {
            case "response.refusal.delta" -> items.refusalDelta(outputIndex, partIndex, delta, out);
            case "response.output_item.added" -> {
                if (item != null) {
                    items.added(item, outputIndex, out);
                }
            }
            case "response.output_item.done" -> {
                if (item != null) {
                    items.item(item, outputIndex, out);
                }
            }
            case "response.output_text.annotation.added" -> {
                if (annotation != null) {
                    items.annotation(outputIndex, partIndex, annotation, out);
                }
            }
            case "response.created", "response.queued", "response.in_progress" -> {
                if (response != null) {
                    reader.identify(response, out);
                }
            }
            case "response.completed", "response.incomplete", "response.cancelled", "response.failed" ->
                terminal(frame, out);
            case "error", "response.error" -> fail(frame, out);
            default -> {
                if (errorField || "error".equals(frame.type())) {
                    fail(frame, out);
                }
            }
        }
    }

    private void terminal(Frame frame, ChunkEmitter out) {
        if (response != null) {
            reader.read(JsonReader.of(response), out);
        }
        if (reader.isFailed() || type.equals("response.failed")) {
            fail(frame, out);
        }
        reader.finish(out);
        ended = true;
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
        logprobs = null;
        item = null;
        annotation = null;
        response = null;
        errorField = false;
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
        } else if (json.nameIs("annotation")) {
            annotation = json.raw();
        } else if (json.nameIs("response")) {
            response = json.raw();
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
