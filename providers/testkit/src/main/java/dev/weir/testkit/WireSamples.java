package dev.weir.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.Part;
import dev.weir.local.Reply;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How one provider writes things, for {@link ProviderContract}. A stream is given event by event, each with all its framing
 * (an SSE event with its blank line). Everything is needed but what says that it may be left out.
 */
public final class WireSamples {

    /** One event and the piece of text it brings, null if none. */
    record Event(byte[] bytes, @Nullable String text) {}

    private final String model;
    private String contentType = "text/event-stream";
    private final List<Event> stream = new ArrayList<>();
    private @Nullable String call;
    private List<Event> toolStream = List.of();
    private @Nullable String toolCall;
    private List<Part.ToolCall> toolCalls = List.of();
    private UnaryOperator<String> error = message -> "";
    private Map<String, String> errorHeaders = Map.of();
    private byte @Nullable [] errorEvent;
    private @Nullable UnaryOperator<String> errorUnder200;
    private byte @Nullable [] unknownEvent;
    private boolean endedByBody;

    private WireSamples(String model) {
        this.model = model;
    }

    /** Starts samples of a model; its name has no meaning beyond the name. */
    public static WireSamples of(String model) {
        return new WireSamples(Objects.requireNonNull(model, "model"));
    }

    /** Sets the content type of streams; {@code text/event-stream} by default. */
    public WireSamples contentType(String type) {
        contentType = type;
        return this;
    }

    /** Adds an event of the stream that brings no text. */
    public WireSamples event(byte[] bytes) {
        stream.add(new Event(bytes, null));
        return this;
    }

    /** Adds an event of the stream that brings no text. */
    public WireSamples event(String bytes) {
        return event(bytes.getBytes(UTF_8));
    }

    /** Adds an event of the stream that brings a piece of text; there must be at least three. */
    public WireSamples text(byte[] bytes, String piece) {
        stream.add(new Event(bytes, piece));
        return this;
    }

    /** Adds an event of the stream that brings a piece of text; there must be at least three. */
    public WireSamples text(String bytes, String piece) {
        return text(bytes.getBytes(UTF_8), piece);
    }

    /** Sets the document that a call gets for the very answer the stream brings. */
    public WireSamples call(String document) {
        call = document;
        return this;
    }

    /** Sets the stream and the document of an answer that asks for these tool calls. */
    public WireSamples toolCalls(List<byte[]> events, String document, Part.ToolCall... calls) {
        toolStream = events.stream().map(bytes -> new Event(bytes, null)).toList();
        toolCall = document;
        toolCalls = List.of(calls);
        return this;
    }

    /** Sets how the provider writes an error with that message, whatever the status. */
    public WireSamples error(UnaryOperator<String> document) {
        error = document;
        return this;
    }

    /** Sets headers that stand beside an error. */
    public WireSamples errorHeaders(Map<String, String> headers) {
        errorHeaders = Map.copyOf(headers);
        return this;
    }

    /** Sets the event that reports an error in the middle of a stream; may be left out if the format has none. */
    public WireSamples errorEvent(byte[] bytes) {
        errorEvent = bytes;
        return this;
    }

    /** Sets an error document that comes with status 200; may be left out if the provider is known never to do this. */
    public WireSamples errorUnder200(UnaryOperator<String> document) {
        errorUnder200 = document;
        return this;
    }

    /** Sets an event of a kind nobody knows yet. */
    public WireSamples unknownEvent(byte[] bytes) {
        unknownEvent = bytes;
        return this;
    }

    /** Says that the format has no end marker but the end of the body. */
    public WireSamples endedByBody() {
        endedByBody = true;
        return this;
    }

    String model() {
        return model;
    }

    List<Event> stream() {
        return stream;
    }

    List<Part.ToolCall> expectedToolCalls() {
        return toolCalls;
    }

    List<String> pieces() {
        return stream.stream()
                .map(Event::text)
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .toList();
    }

    String wholeText() {
        return String.join("", pieces());
    }

    boolean isEndedByBody() {
        return endedByBody;
    }

    boolean hasErrorUnder200() {
        return errorUnder200 != null;
    }

    boolean hasErrorEvent() {
        return errorEvent != null;
    }

    byte[] errorEvent() {
        return Objects.requireNonNull(errorEvent, "errorEvent");
    }

    byte[] unknownEvent() {
        return Objects.requireNonNull(unknownEvent, "the samples lack unknownEvent");
    }

    byte[] streamBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        stream.forEach(event -> bytes.writeBytes(event.bytes()));
        return bytes.toByteArray();
    }

    /** Returns the head of a streamed answer. */
    Reply streamHead() {
        return Reply.of(200).header("content-type", contentType).chunked();
    }

    Reply streamReply() {
        return streamHead().pieces(stream.stream().map(Event::bytes).toList());
    }

    Reply callReply() {
        return Reply.json(Objects.requireNonNull(call, "the samples lack call"));
    }

    Reply toolStreamReply() {
        return streamHead().pieces(toolStream.stream().map(Event::bytes).toList());
    }

    Reply toolCallReply() {
        return Reply.json(Objects.requireNonNull(toolCall, "the samples lack toolCalls"));
    }

    Reply errorReply(int status, String message) {
        return Reply.json(error.apply(message)).status(status).headers(errorHeaders);
    }

    Reply errorUnder200Reply(String message) {
        return Reply.json(Objects.requireNonNull(errorUnder200).apply(message)).headers(errorHeaders);
    }

    /** Returns how many events come up to and including the first that brings text. */
    int eventsToFirstText() {
        for (int i = 0; i < stream.size(); i++) {
            if (stream.get(i).text() != null) {
                return i + 1;
            }
        }
        throw new IllegalStateException("The samples have no event with text");
    }

    /** Returns the stream up to and including the first event that brings text. */
    Reply firstTextReply() {
        return streamHead()
                .pieces(stream.subList(0, eventsToFirstText()).stream()
                        .map(Event::bytes)
                        .toList());
    }
}
