package dev.weir.openai;

import dev.weir.InvalidRequestException;
import dev.weir.Options;
import dev.weir.OutputFormat;
import dev.weir.Part;
import dev.weir.Request;
import dev.weir.Thinking;
import dev.weir.Warning;
import dev.weir.spi.JsonException;
import dev.weir.spi.JsonWriter;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes the body of a Responses request: the options; items and tools have writers of their own. */
final class ResponsesEncoder {

    private final Request request;
    private final String origin;
    private final Map<String, Object> extras;
    private final Body body;
    private final JsonWriter json;
    private final CommonOptions common;

    ResponsesEncoder(Request request, Dialect dialect, String origin, List<Warning> warnings) {
        this.request = request;
        this.origin = origin;
        this.extras = new LinkedHashMap<>(request.extras());
        this.body = new Body(dialect, extras, warnings);
        this.json = body.json();
        this.common = new CommonOptions(body);
    }

    byte[] encode(String model, boolean stream) {
        if (body.field("model")) {
            json.value(model);
        }
        instructions();
        if (body.field("input")) {
            new ResponsesInput(body, request, origin).write();
        }
        if (request.previousResponseId() != null && body.field("previous_response_id")) {
            json.value(request.previousResponseId());
        }
        options(request.options());
        include();
        thinking(request.options().thinking());
        new ResponsesTools(body, request).write();
        outputFormat(request.outputFormat());
        if (stream && body.field("stream")) {
            json.value(true);
        }
        return body.finish();
    }

    private void instructions() {
        StringBuilder text = new StringBuilder();
        for (Part part : request.system()) {
            if (part instanceof Part.Text piece) {
                text.append(text.isEmpty() ? "" : "\n\n").append(piece.text());
            } else if (!(part instanceof Part.CachePoint)) {
                body.warn("system", "left out: instructions are text only");
            }
        }
        if (!text.isEmpty() && body.field("instructions")) {
            json.value(text.toString());
        }
    }

    private void options(Options options) {
        body.number("maxTokens", "max_output_tokens", options.maxTokens());
        common.stop(options);
        body.number("choiceCount", "n", options.choiceCount());
        common.sampling(options);
        body.number("topLogprobs", "top_logprobs", options.topLogprobs());
        common.labels(options);
    }

    /** Asks for what comes on request only: log probabilities, and thoughts that the provider does not store. */
    private void include() {
        Set<Object> asked = new LinkedHashSet<>();
        if (Boolean.TRUE.equals(request.options().logprobs())) {
            asked.add("message.output_text.logprobs");
        }
        if (Boolean.FALSE.equals(extras.get("store"))) {
            asked.add("reasoning.encrypted_content");
        }
        if (extras.get("include") instanceof Iterable<?> more) {
            extras.remove("include");
            more.forEach(asked::add);
        }
        if (!asked.isEmpty() && body.field("include")) {
            any("include", asked);
        }
    }

    private void thinking(@Nullable Thinking thinking) {
        if (thinking == null) {
            return;
        }
        String level = common.effort(thinking);
        Map<?, ?> more = takeObject("reasoning");
        if (body.field("reasoning")) {
            json.beginObject();
            if (!more.containsKey("effort")) {
                json.name("effort").value(level);
            }
            rest("reasoning", more);
        }
    }

    private void outputFormat(@Nullable OutputFormat format) {
        if (format == null) {
            return;
        }
        Map<?, ?> more = takeObject("text");
        if (body.field("text")) {
            json.beginObject();
            if (!more.containsKey("format")) {
                json.name("format").beginObject();
                format(format);
                json.endObject();
            }
            rest("text", more);
        }
    }

    private void format(OutputFormat format) {
        switch (format.type()) {
            case TEXT -> json.name("type").value("text");
            case JSON -> json.name("type").value("json_object");
            case JSON_SCHEMA -> {
                json.name("type").value("json_schema");
                common.schema(format);
                json.name("strict").value(format.strict());
            }
        }
    }

    /** Takes the fields of an extra that holds some fields of an object of which options make others. */
    private Map<?, ?> takeObject(String name) {
        if (extras.get(name) instanceof Map<?, ?> fields) {
            extras.remove(name);
            return fields;
        }
        return Map.of();
    }

    private void rest(String name, Map<?, ?> fields) {
        fields.forEach((field, value) -> {
            json.name(String.valueOf(field));
            any(name, value);
        });
        json.endObject();
    }

    private void any(String name, @Nullable Object value) {
        try {
            json.any(value);
        } catch (JsonException unwritable) {
            throw new InvalidRequestException("Extra \"" + name + "\": " + unwritable.getMessage());
        }
    }
}
