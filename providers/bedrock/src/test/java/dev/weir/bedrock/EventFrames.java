package dev.weir.bedrock;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.eventstream.HeaderValue;
import software.amazon.eventstream.Message;

/** Event streams written by AWS's own encoder. */
final class EventFrames {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    static EventFrames answer(String... texts) {
        EventFrames frames = new EventFrames().event("messageStart", "{\"role\":\"assistant\",\"p\":\"abc\"}");
        for (String text : texts) {
            frames.event(
                    "contentBlockDelta",
                    "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"" + text + "\"},\"p\":\"ab\"}");
        }
        return frames;
    }

    EventFrames end() {
        return event("contentBlockStop", "{\"contentBlockIndex\":0}")
                .event("messageStop", "{\"stopReason\":\"end_turn\"}")
                .event("metadata", "{\"usage\":{\"inputTokens\":3,\"outputTokens\":2,\"totalTokens\":5}}");
    }

    EventFrames event(String type, String json) {
        return message(Map.of(":message-type", "event", ":event-type", type), json);
    }

    EventFrames exception(String type, String json) {
        return message(Map.of(":message-type", "exception", ":exception-type", type), json);
    }

    private EventFrames message(Map<String, String> headers, String json) {
        Map<String, HeaderValue> values = new LinkedHashMap<>();
        headers.forEach((name, value) -> values.put(name, HeaderValue.fromString(value)));
        values.put(":content-type", HeaderValue.fromString("application/json"));
        ByteBuffer buffer = new Message(values, json.getBytes(UTF_8)).toByteBuffer();
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        out.writeBytes(bytes);
        return this;
    }

    byte[] bytes() {
        return out.toByteArray();
    }
}
