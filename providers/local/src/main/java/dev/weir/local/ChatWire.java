package dev.weir.local;

import dev.weir.spi.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An answer in the wire format of OpenAI's Chat Completions, as the events of a stream or as one document; the same answer
 * either way. Immutable; every method returns a changed copy.
 *
 * <pre>{@code
 * server.always(ChatWire.text("Hel", "lo").usage(3, 2).stream());
 * server.always(ChatWire.text("Hel", "lo").usage(3, 2).call());
 * server.always(ChatWire.text().toolCall("call_1", "weather", "{\"city\":", "\"Rome\"}").stream());
 * }</pre>
 */
public final class ChatWire {

    private record Call(String id, String name, List<String> arguments) {}

    private final String id;
    private final String model;
    private final List<String> text;
    private final List<Call> calls;
    private final @Nullable String finish;
    private final int choices;
    private final long input;
    private final long output;

    private ChatWire(Draft draft) {
        this.id = draft.id;
        this.model = draft.model;
        this.text = List.copyOf(draft.text);
        this.calls = List.copyOf(draft.calls);
        this.finish = draft.finish;
        this.choices = draft.choices;
        this.input = draft.input;
        this.output = draft.output;
    }

    /** Returns an answer of these pieces of text; each becomes an event of the stream. */
    public static ChatWire text(String... pieces) {
        return text(List.of(pieces));
    }

    /** Returns an answer of these pieces of text; each becomes an event of the stream. */
    public static ChatWire text(List<String> pieces) {
        Draft draft = new Draft();
        draft.text.addAll(pieces);
        return new ChatWire(draft);
    }

    /** Returns the reply of a failure, in the form of OpenAI's error document. */
    public static Reply error(int status, String type, @Nullable String code, String message) {
        return Reply.json(errorJson(type, code, message)).status(status);
    }

    /** Returns OpenAI's error document, which may also stand in the middle of a stream. */
    public static String errorJson(String type, @Nullable String code, String message) {
        JsonWriter json = new JsonWriter().beginObject().name("error").beginObject();
        json.name("message").value(message).name("type").value(type);
        json.name("param").value((String) null).name("code").value(code);
        return json.endObject().endObject().toString();
    }

    /** Returns an event of a stream: {@code data:}, the JSON and a blank line. */
    public static String event(String json) {
        return "data: " + json + "\n\n";
    }

    /** Sets the id of the answer; {@code chatcmpl-1} by default. */
    public ChatWire id(String value) {
        return change(draft -> draft.id = Objects.requireNonNull(value, "value"));
    }

    /** Sets the model that answers; {@code test-model} by default. */
    public ChatWire model(String value) {
        return change(draft -> draft.model = Objects.requireNonNull(value, "value"));
    }

    /** Adds a tool call whose arguments arrive in these pieces. */
    public ChatWire toolCall(String callId, String name, String... argumentPieces) {
        return change(draft -> draft.calls.add(new Call(callId, name, List.of(argumentPieces))));
    }

    /** Sets the finish reason; {@code stop}, or {@code tool_calls} if there are any, by default. */
    public ChatWire finish(String reason) {
        return change(draft -> draft.finish = reason);
    }

    /** Sets how many choices give this same answer; 1 by default. */
    public ChatWire choices(int count) {
        return change(draft -> draft.choices = count);
    }

    /** Reports usage; none is reported by default. */
    public ChatWire usage(long inputTokens, long outputTokens) {
        return change(draft -> {
            draft.input = inputTokens;
            draft.output = outputTokens;
        });
    }

    /** Reports no usage. */
    ChatWire withoutUsage() {
        return usage(-1, -1);
    }

    /** Returns the reply to a streaming request, one piece per event. */
    public Reply stream() {
        return Reply.sse().events(events());
    }

    /** Returns the reply to a request that does not stream. */
    public Reply call() {
        return Reply.json(json());
    }

    /** Returns the events of the stream, each with its blank line; the last one is {@code [DONE]}. */
    public List<String> events() {
        List<String> events = new ArrayList<>();
        forEachChoice(choice -> events.add(delta(choice, d -> {
            d.name("role").value("assistant");
            if (calls.isEmpty()) {
                d.name("content").value("");
            } else {
                d.name("content").value((String) null);
            }
            d.name("refusal").value((String) null);
        })));
        for (String piece : text) {
            forEachChoice(
                    choice -> events.add(delta(choice, d -> d.name("content").value(piece))));
        }
        for (int i = 0; i < calls.size(); i++) {
            int index = i;
            forEachChoice(choice -> callEvents(choice, index, events));
        }
        forEachChoice(choice -> events.add(chunk(choice, d -> {}, finishReason())));
        if (input >= 0) {
            JsonWriter json =
                    head("chat.completion.chunk").name("choices").beginArray().endArray();
            events.add(event(usage(json).endObject().toString()));
        }
        events.add(event("[DONE]"));
        return events;
    }

    /** Returns the document of an answer that is not streamed. */
    public String json() {
        JsonWriter json = head("chat.completion").name("choices").beginArray();
        forEachChoice(choice -> {
            json.beginObject().name("index").value(choice).name("message").beginObject();
            json.name("role").value("assistant").name("content");
            json.value(text.isEmpty() && !calls.isEmpty() ? null : String.join("", text));
            if (!calls.isEmpty()) {
                json.name("tool_calls").beginArray();
                calls.forEach(call -> {
                    json.beginObject()
                            .name("id")
                            .value(callId(call, choice))
                            .name("type")
                            .value("function");
                    json.name("function").beginObject().name("name").value(call.name());
                    json.name("arguments").value(String.join("", call.arguments()));
                    json.endObject().endObject();
                });
                json.endArray();
            }
            json.name("refusal").value((String) null).endObject();
            json.name("logprobs").value((String) null);
            json.name("finish_reason").value(finishReason()).endObject();
        });
        json.endArray();
        return (input >= 0 ? usage(json) : json).endObject().toString();
    }

    private void callEvents(int choice, int index, List<String> events) {
        Call call = calls.get(index);
        events.add(delta(choice, d -> {
            d.name("tool_calls").beginArray().beginObject().name("index").value(index);
            d.name("id").value(callId(call, choice)).name("type").value("function");
            d.name("function").beginObject().name("name").value(call.name());
            d.name("arguments").value("").endObject().endObject().endArray();
        }));
        for (String piece : call.arguments()) {
            events.add(delta(choice, d -> {
                d.name("tool_calls").beginArray().beginObject().name("index").value(index);
                d.name("function").beginObject().name("arguments").value(piece);
                d.endObject().endObject().endArray();
            }));
        }
    }

    private static String callId(Call call, int choice) {
        return choice == 0 ? call.id() : call.id() + "_" + choice;
    }

    private String finishReason() {
        return finish != null ? finish : calls.isEmpty() ? "stop" : "tool_calls";
    }

    private String delta(int choice, Consumer<JsonWriter> delta) {
        return chunk(choice, delta, null);
    }

    private String chunk(int choice, Consumer<JsonWriter> delta, @Nullable String reason) {
        JsonWriter json =
                head("chat.completion.chunk").name("choices").beginArray().beginObject();
        json.name("index").value(choice).name("delta").beginObject();
        delta.accept(json);
        json.endObject()
                .name("logprobs")
                .value((String) null)
                .name("finish_reason")
                .value(reason);
        json.endObject().endArray();
        if (input >= 0) {
            json.name("usage").value((String) null);
        }
        return event(json.endObject().toString());
    }

    private JsonWriter head(String object) {
        JsonWriter json = new JsonWriter(256).beginObject().name("id").value(id);
        json.name("object").value(object).name("created").value(1_760_000_000L);
        return json.name("model").value(model);
    }

    private JsonWriter usage(JsonWriter json) {
        json.name("usage").beginObject().name("prompt_tokens").value(input);
        json.name("completion_tokens").value(output);
        return json.name("total_tokens").value(input + output).endObject();
    }

    private void forEachChoice(java.util.function.IntConsumer action) {
        for (int choice = 0; choice < choices; choice++) {
            action.accept(choice);
        }
    }

    private ChatWire change(Consumer<Draft> edit) {
        Draft draft = new Draft();
        draft.id = id;
        draft.model = model;
        draft.text.addAll(text);
        draft.calls.addAll(calls);
        draft.finish = finish;
        draft.choices = choices;
        draft.input = input;
        draft.output = output;
        edit.accept(draft);
        return new ChatWire(draft);
    }

    /** Tells the shape of the answer, not its content. */
    @Override
    public String toString() {
        return "ChatWire[" + text.size() + " pieces, " + calls.size() + " tool calls]";
    }

    private static final class Draft {
        private String id = "chatcmpl-1";
        private String model = "test-model";
        private final List<String> text = new ArrayList<>();
        private final List<Call> calls = new ArrayList<>();
        private @Nullable String finish;
        private int choices = 1;
        private long input = -1;
        private long output = -1;
    }
}
