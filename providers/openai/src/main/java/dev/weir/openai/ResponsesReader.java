package dev.weir.openai;

import dev.weir.FinishReason;
import dev.weir.Usage;
import dev.weir.spi.ChunkEmitter;
import dev.weir.spi.JsonReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a response object: the body of a call, and what the first and last events of a stream carry. */
final class ResponsesReader {

    /** What merely repeats the request, or is read into a place of its own. */
    private static final Set<String> NOT_EXTRA = Set.of(
            "object",
            "created_at",
            "completed_at",
            "instructions",
            "max_output_tokens",
            "max_tool_calls",
            "parallel_tool_calls",
            "previous_response_id",
            "reasoning",
            "store",
            "temperature",
            "text",
            "tool_choice",
            "tools",
            "top_p",
            "top_logprobs",
            "truncation",
            "metadata",
            "background",
            "prompt",
            "prompt_cache_key",
            "prompt_cache_options",
            "prompt_cache_retention",
            "safety_identifier",
            "user",
            "frequency_penalty",
            "presence_penalty",
            "output_text");

    private final ResponsesItems items;
    private final ExtraFields extras = new ExtraFields("");
    private @Nullable String status;
    private @Nullable String incomplete;
    private boolean failed;
    private boolean finished;
    private boolean background;

    ResponsesReader(String origin) {
        items = new ResponsesItems(origin);
    }

    ResponsesItems items() {
        return items;
    }

    boolean isFailed() {
        return failed;
    }

    /** Reads only who answers; for the first events, whose other fields repeat the request. */
    void identify(JsonReader json, ChunkEmitter out) {
        if (out.isIdentified() || !json.isObject()) {
            json.skip();
            return;
        }
        json.beginObject();
        while (json.nextField()) {
            if (json.nameIs("background")) {
                background |= Boolean.TRUE.equals(json.booleanOrNull());
            } else if (!identity(json, out)) {
                json.skip();
            }
        }
    }

    /** Returns whether the response is made without waiting for us, so that its stream can be resumed. */
    boolean isInBackground() {
        return background;
    }

    private boolean identity(JsonReader json, ChunkEmitter out) {
        if (json.nameIs("id")) {
            String id = json.stringOrNull();
            items.from(id);
            out.started(id, null);
        } else if (json.nameIs("model")) {
            out.started(null, json.stringOrNull());
        } else {
            return false;
        }
        return true;
    }

    /** Reads everything and emits what was not emitted before; returns whether it is a response at all. */
    boolean read(JsonReader json, ChunkEmitter out) {
        List<String> output = null;
        json.beginObject();
        while (json.nextField()) {
            if (identity(json, out)) {
                continue;
            }
            if (json.nameIs("output") && json.isArray()) {
                output = elements(json);
            } else if (json.nameIs("usage")) {
                usage(json, out);
            } else if (json.nameIs("status")) {
                status = json.stringOrNull();
            } else if (json.nameIs("incomplete_details")) {
                incompleteDetails(json);
            } else if (json.nameIs("error")) {
                failed |= isError(json);
            } else if (NOT_EXTRA.contains(json.name())) {
                json.skip();
            } else {
                extras.read(json, out);
            }
        }
        if (output != null) {
            items.all(output, out);
        }
        failed |= "failed".equals(status);
        return output != null || status != null;
    }

    private static List<String> elements(JsonReader json) {
        List<String> elements = new ArrayList<>();
        json.beginArray();
        while (json.nextElement()) {
            elements.add(json.raw());
        }
        return elements;
    }

    private static boolean isError(JsonReader json) {
        if (json.nextNull()) {
            return false;
        }
        json.skip();
        return true;
    }

    private static void usage(JsonReader json, ChunkEmitter out) {
        Usage usage = UsageReader.read(json.raw());
        if (!usage.isAbsent()) {
            out.usage(usage);
        }
    }

    private void incompleteDetails(JsonReader json) {
        if (!json.isObject()) {
            json.skip();
            return;
        }
        json.beginObject();
        while (json.nextField()) {
            if (json.nameIs("reason")) {
                incomplete = json.stringOrNull();
            } else {
                json.skip();
            }
        }
    }

    /** Tells why the answer ended; there is no finish reason on the wire, it is derived. */
    void finish(@Nullable String statusOfEvent, ChunkEmitter out) {
        String said = status == null ? statusOfEvent : status;
        String raw = "incomplete".equals(said) && incomplete != null ? incomplete : said;
        finish(reason(raw), raw, out);
    }

    /** Tells that the answer broke off with an error. */
    void fail(ChunkEmitter out) {
        finish(FinishReason.ERROR, "failed", out);
    }

    private void finish(FinishReason reason, @Nullable String raw, ChunkEmitter out) {
        if (!finished) {
            finished = true;
            out.finish(0, reason, raw);
        }
    }

    private FinishReason reason(@Nullable String raw) {
        if (items.hasCalls()) {
            return FinishReason.TOOL_CALLS;
        }
        if (raw == null) {
            return FinishReason.OTHER;
        }
        return switch (raw) {
            case "completed" -> items.hasRefusal() ? FinishReason.REFUSAL : FinishReason.STOP;
            case "max_output_tokens", "max_tokens" -> FinishReason.LENGTH;
            case "content_filter" -> FinishReason.CONTENT_FILTER;
            case "failed", "cancelled" -> FinishReason.ERROR;
            default -> FinishReason.OTHER;
        };
    }
}
