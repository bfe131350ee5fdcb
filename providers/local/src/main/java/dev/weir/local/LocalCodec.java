package dev.weir.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.ApiError;
import dev.weir.Message;
import dev.weir.Options;
import dev.weir.OutputFormat;
import dev.weir.Part;
import dev.weir.Request;
import dev.weir.Tool;
import dev.weir.ToolChoice;
import dev.weir.Warning;
import dev.weir.spi.ChunkEmitter;
import dev.weir.spi.Codec;
import dev.weir.spi.Headers;
import dev.weir.spi.JsonException;
import dev.weir.spi.JsonReader;
import dev.weir.spi.JsonWriter;
import dev.weir.spi.ResponseHeaders;
import dev.weir.spi.StreamDecoder;
import dev.weir.spi.WireRequest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The part of Chat Completions that the parrot speaks, and the smallest example of a codec: requests are written field by
 * field, answers are read by {@link LocalDecoder}, the same for a call and a stream.
 */
final class LocalCodec implements Codec {

    @Override
    public String api() {
        return "openai-chat";
    }

    @Override
    public WireRequest encode(Request request, String model, boolean stream, List<Warning> warnings) {
        JsonWriter json = new JsonWriter();
        json.beginObject().name("model").value(model);
        json.name("messages").beginArray();
        if (!request.system().isEmpty()) {
            message(json, "system", text(request.system(), warnings));
        }
        for (Message message : request.messages()) {
            message(json, message, warnings);
        }
        json.endArray();
        if (stream) {
            json.name("stream").value(true);
            json.name("stream_options")
                    .beginObject()
                    .name("include_usage")
                    .value(true)
                    .endObject();
        }
        options(json, request.options(), warnings);
        tools(json, request, warnings);
        outputFormat(json, request.outputFormat());
        // merged last: of two fields with one name a reader takes the later
        for (Map.Entry<String, Object> extra : request.extras().entrySet()) {
            json.name(extra.getKey()).any(extra.getValue());
        }
        return new WireRequest("/chat/completions", json.endObject().toByteArray());
    }

    @Override
    public void decode(byte[] body, ChunkEmitter out) {
        JsonReader json = JsonReader.of(body);
        new LocalDecoder().read(json, out);
        json.end();
    }

    @Override
    public StreamDecoder streamDecoder() {
        return new LocalDecoder();
    }

    @Override
    public ApiError error(int status, Headers headers, byte[] body) {
        ApiError error = ApiError.ofStatus(status);
        try {
            JsonReader json = JsonReader.of(body);
            json.beginObject();
            while (json.nextField()) {
                if (json.nameIs("error")) {
                    error = readError(json, error);
                } else {
                    json.skip();
                }
            }
        } catch (JsonException notJson) {
            // a page of a proxy, plain text, nothing: the status and the body say what there is to say
        }
        return error.requestId(headers().requestId(headers))
                .retryAfter(ResponseHeaders.retryAfter(headers, Instant.now()))
                .body(new String(body, 0, Math.min(body.length, 8192), UTF_8));
    }

    /** Reads the object behind {@code "error":}. */
    static ApiError readError(JsonReader json, ApiError error) {
        ApiError read = error;
        json.beginObject();
        while (json.nextField()) {
            if (json.nameIs("message")) {
                read = read.message(json.stringOrNull());
            } else if (json.nameIs("type")) {
                read = read.type(json.stringOrNull());
            } else if (json.nameIs("code")) {
                read = read.code(json.stringOrNull());
            } else if (json.nameIs("param")) {
                read = read.param(json.stringOrNull());
            } else {
                json.skip();
            }
        }
        return read;
    }

    private static void message(JsonWriter json, String role, String content) {
        json.beginObject()
                .name("role")
                .value(role)
                .name("content")
                .value(content)
                .endObject();
    }

    private static void message(JsonWriter json, Message message, List<Warning> warnings) {
        switch (message.role()) {
            case SYSTEM -> message(json, "system", text(message.parts(), warnings));
            case USER -> message(json, "user", text(message.parts(), warnings));
            case ASSISTANT -> assistant(json, message, warnings);
            case TOOL -> {
                for (Part part : message.parts()) {
                    Part.ToolResult result = (Part.ToolResult) part;
                    json.beginObject().name("role").value("tool");
                    json.name("tool_call_id").value(result.callId());
                    json.name("content").value(text(result.content(), warnings)).endObject();
                }
            }
        }
    }

    private static void assistant(JsonWriter json, Message message, List<Warning> warnings) {
        json.beginObject().name("role").value("assistant");
        json.name("content").value(text(message.parts(), warnings));
        List<Part.ToolCall> calls = message.toolCalls();
        if (!calls.isEmpty()) {
            json.name("tool_calls").beginArray();
            for (Part.ToolCall call : calls) {
                json.beginObject().name("id").value(call.id()).name("type").value("function");
                json.name("function").beginObject().name("name").value(call.name());
                json.name("arguments").value(call.arguments()).endObject().endObject();
            }
            json.endArray();
        }
        json.endObject();
    }

    private static String text(List<Part> parts, List<Warning> warnings) {
        StringBuilder text = new StringBuilder();
        for (Part part : parts) {
            if (part instanceof Part.Text words) {
                text.append(words.text());
            } else if (part instanceof Part.Refusal refusal) {
                text.append(refusal.text());
            } else if (!(part instanceof Part.ToolCall || part instanceof Part.CachePoint)) {
                warnings.add(new Warning(part.getClass().getSimpleName(), "left out: a parrot only hears words"));
            }
        }
        return text.toString();
    }

    private static void options(JsonWriter json, Options options, List<Warning> warnings) {
        number(json, "max_tokens", options.maxTokens());
        number(json, "n", options.choiceCount());
        number(json, "temperature", options.temperature());
        number(json, "top_p", options.topP());
        number(json, "seed", options.seed());
        if (!options.stop().isEmpty()) {
            json.name("stop").any(options.stop());
        }
        unsupported("topK", options.topK(), warnings);
        unsupported("thinking", options.thinking(), warnings);
        unsupported("logprobs", options.logprobs(), warnings);
        unsupported("presencePenalty", options.presencePenalty(), warnings);
        unsupported("frequencyPenalty", options.frequencyPenalty(), warnings);
    }

    private static void number(JsonWriter json, String name, @Nullable Number value) {
        if (value != null) {
            json.name(name).any(value);
        }
    }

    private static void unsupported(String option, @Nullable Object value, List<Warning> warnings) {
        if (value != null) {
            warnings.add(new Warning(option, "left out: the local provider has nothing like it"));
        }
    }

    private static void tools(JsonWriter json, Request request, List<Warning> warnings) {
        List<Tool> functions = request.tools().stream()
                .filter(tool -> tool.kind() == Tool.Kind.FUNCTION)
                .toList();
        if (functions.size() < request.tools().size()) {
            warnings.add(new Warning("tools", "custom and provider tools left out: only functions are known here"));
        }
        if (functions.isEmpty()) {
            return;
        }
        json.name("tools").beginArray();
        for (Tool tool : functions) {
            json.beginObject().name("type").value("function").name("function").beginObject();
            json.name("name").value(tool.name()).name("description").value(tool.description());
            json.name("parameters").raw(tool.json() == null ? "{}" : tool.json());
            json.endObject().endObject();
        }
        json.endArray();
        ToolChoice choice = request.toolChoice();
        if (choice != null) {
            json.name("tool_choice");
            switch (choice.mode()) {
                case AUTO, ALLOWED -> json.value("auto");
                case NONE -> json.value("none");
                case REQUIRED, ALLOWED_REQUIRED -> json.value("required");
                case NAMED -> {
                    json.beginObject()
                            .name("type")
                            .value("function")
                            .name("function")
                            .beginObject();
                    json.name("name").value(choice.tools().get(0)).endObject().endObject();
                }
            }
        }
    }

    private static void outputFormat(JsonWriter json, @Nullable OutputFormat format) {
        if (format == null || format.type() == OutputFormat.Type.TEXT) {
            return;
        }
        json.name("response_format").beginObject();
        if (format.schema() == null) {
            json.name("type").value("json_object");
        } else {
            json.name("type").value("json_schema").name("json_schema").beginObject();
            json.name("name").value(format.name()).name("strict").value(format.strict());
            json.name("schema").raw(format.schema()).endObject();
        }
        json.endObject();
    }
}
