package dev.weir.local;

import dev.weir.spi.JsonWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/** The model behind {@code local/parrot}: hears Chat Completions requests and answers them, always the same way. */
final class Parrot implements Script {

    /** Answers at a natural pace. */
    static final String NATURAL = "parrot";
    /** Answers without pauses. */
    static final String FAST = "parrot-fast";

    /**
     * Looks for its deserializer here rather than at the first request, behind a lock that event loops must not wait
     * for.
     */
    private static final ObjectReader JSON = JsonMapper.builder().build().readerFor(JsonNode.class);

    private static final Pattern FAIL = Pattern.compile("\\bfail with (4\\d\\d|5\\d\\d)\\b", Pattern.CASE_INSENSITIVE);
    private static final Pattern USE_TOOL = Pattern.compile(
            "\\b(call|use|run|invoke)\\b.*\\b(tool|function)\\b", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private final Duration firstWord;
    private final Duration word;

    Parrot(Duration firstWord, Duration word) {
        this.firstWord = firstWord;
        this.word = word;
    }

    @Override
    public Reply answer(ReceivedRequest received) {
        if (!received.path().equals("/v1/chat/completions")) {
            return ChatWire.error(404, "invalid_request_error", "unknown_url", "Unknown path " + received.path());
        }
        JsonNode request;
        try {
            request = JSON.readValue(received.body());
        } catch (JacksonException malformed) {
            return ChatWire.error(400, "invalid_request_error", null, "The request is not JSON");
        }
        String model = request.path("model").asString("");
        if (!model.equals(NATURAL) && !model.equals(FAST)) {
            return ChatWire.error(
                    404,
                    "invalid_request_error",
                    "model_not_found",
                    "The model '" + model + "' does not exist; there are " + NATURAL + " and " + FAST);
        }
        String prompt = prompt(request);
        Matcher fail = FAIL.matcher(prompt);
        if (fail.find()) {
            return failure(Integer.parseInt(fail.group(1)));
        }
        return reply(request, answer(request, prompt, model), model.equals(NATURAL));
    }

    /** Returns the text of the last message of the user. */
    private static String prompt(JsonNode request) {
        String prompt = "";
        for (JsonNode message : request.path("messages")) {
            if (message.path("role").asString("").equals("user")) {
                prompt = text(message.path("content"));
            }
        }
        return prompt;
    }

    private static String text(JsonNode content) {
        if (!content.isArray()) {
            return content.asString("");
        }
        StringBuilder text = new StringBuilder();
        content.forEach(part -> text.append(part.path("text").asString("")));
        return text.toString();
    }

    private static Reply failure(int status) {
        Reply reply = switch (status) {
            case 401 -> ChatWire.error(401, "invalid_request_error", "invalid_api_key", "As you wished: a wrong key");
            case 429 ->
                ChatWire.error(429, "requests", "rate_limit_exceeded", "As you wished: too many requests")
                        .header("retry-after", "1");
            default ->
                ChatWire.error(
                        status,
                        status < 500 ? "invalid_request_error" : "server_error",
                        null,
                        "As you wished: a failure");
        };
        return reply.header("x-request-id", "req_parrot");
    }

    private static ChatWire answer(JsonNode request, String prompt, String model) {
        int choices = Math.max(1, Math.min(16, request.path("n").asInt(1)));
        ChatWire wire;
        int output;
        JsonNode tool = wantedTool(request, prompt);
        JsonNode format = request.path("response_format");
        if (tool != null) {
            String name = tool.path("name").asString("");
            String arguments = new JsonWriter()
                    .any(SchemaSample.of(tool.path("parameters"), "parrot"))
                    .toString();
            List<String> pieces = ParrotSpeech.pieces(arguments);
            String id = "call_" + Integer.toHexString(prompt.hashCode());
            wire = ChatWire.text().toolCall(id, name, pieces.toArray(String[]::new));
            output = pieces.size();
        } else {
            ParrotSpeech speech = ParrotSpeech.of(say(request, prompt, format))
                    .until(stops(request.path("stop")))
                    .atMost(limit(request));
            wire = ChatWire.text(speech.words()).finish(speech.isCut() ? "length" : "stop");
            output = speech.words().size();
        }
        return wire.id("chatcmpl-" + Integer.toHexString(prompt.hashCode()))
                .model(model)
                .choices(choices)
                .usage(inputWords(request), (long) output * choices);
    }

    private static String say(JsonNode request, String prompt, JsonNode format) {
        String type = format.path("type").asString("");
        if (type.equals("json_schema")) {
            JsonNode schema = format.path("json_schema").path("schema");
            return new JsonWriter().any(SchemaSample.of(schema, "parrot")).toString();
        }
        if (type.equals("json_object")) {
            return new JsonWriter()
                    .beginObject()
                    .name("echo")
                    .value(prompt)
                    .endObject()
                    .toString();
        }
        JsonNode last = last(request);
        return last.path("role").asString("").equals("tool")
                ? ParrotSpeech.aboutResult(text(last.path("content")))
                : ParrotSpeech.about(prompt);
    }

    /** Returns the function to call, null to answer in words. After a tool's result the answer is always in words. */
    private static @Nullable JsonNode wantedTool(JsonNode request, String prompt) {
        JsonNode tools = request.path("tools");
        JsonNode choice = request.path("tool_choice");
        boolean answered = last(request).path("role").asString("").equals("tool");
        if (tools.isEmpty() || answered || choice.asString("").equals("none")) {
            return null;
        }
        String named = choice.path("function").path("name").asString("");
        boolean forced = !named.isEmpty() || choice.asString("").equals("required");
        JsonNode mentioned = null;
        for (JsonNode tool : tools) {
            String name = tool.path("function").path("name").asString("");
            if (name.equals(named) || (named.isEmpty() && mentioned == null && prompt.contains(name))) {
                mentioned = tool.path("function");
            }
        }
        if (mentioned != null && (forced || USE_TOOL.matcher(prompt).find())) {
            return mentioned;
        }
        return forced || USE_TOOL.matcher(prompt).find() ? tools.get(0).path("function") : null;
    }

    private static JsonNode last(JsonNode request) {
        JsonNode messages = request.path("messages");
        return messages.path(messages.size() - 1);
    }

    private static List<String> stops(JsonNode stop) {
        List<String> stops = new ArrayList<>();
        if (stop.isString()) {
            stops.add(stop.asString());
        }
        stop.forEach(each -> stops.add(each.asString("")));
        return stops;
    }

    private static int limit(JsonNode request) {
        int modern = request.path("max_completion_tokens").asInt(Integer.MAX_VALUE);
        return Math.min(modern, request.path("max_tokens").asInt(Integer.MAX_VALUE));
    }

    private static long inputWords(JsonNode request) {
        long words = 0;
        for (JsonNode message : request.path("messages")) {
            words += ParrotSpeech.pieces(text(message.path("content"))).size();
        }
        return words;
    }

    private Reply reply(JsonNode request, ChatWire answer, boolean pauses) {
        boolean stream = request.path("stream").asBoolean(false);
        if (stream) {
            boolean usage = request.path("stream_options").path("include_usage").asBoolean(false);
            List<String> events = (usage ? answer : answer.withoutUsage()).events();
            return identified(
                    pauses
                            ? Reply.sse().paced(events, firstWord, word)
                            : Reply.sse().events(events));
        }
        Reply whole = answer.call();
        Duration thinking = firstWord.plus(word.multipliedBy(answer.events().size()));
        return identified(pauses && !thinking.isZero() ? whole.headAfter(thinking) : whole);
    }

    private static Reply identified(Reply reply) {
        return reply.header("x-request-id", "req_parrot");
    }
}
