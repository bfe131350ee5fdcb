package dev.weir.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/**
 * What a {@link LoopbackServer} sends: status, headers and then, in order, pieces and waits, and how it ends. Immutable and
 * reusable; every method returns a changed copy.
 *
 * <p>Each piece is written and flushed by itself (over HTTP/1.1 as a chunk of its own), and only when the connection has
 * taken the one before, so a client that does not read stops the server.
 *
 * <pre>{@code
 * Reply.json("{\"error\":{\"message\":\"slow down\"}}").status(429).header("Retry-After", "3");
 * Reply.sse("data: {}\n\n").delay(Duration.ofMillis(200)).piece("data: [DONE]\n\n").keepOpen();
 * Reply.sse().repeat(200_000, "data: {}\n\n");
 * }</pre>
 */
public final class Reply {

    /** How the reply ends once all its steps are done. */
    enum End {
        COMPLETE,
        KEEP_OPEN,
        CUT,
        CUT_IN_CHUNK,
        RESET,
        HALF_CLOSE
    }

    private final boolean raw;
    private final int status;
    private final Map<String, String> headers;
    private final boolean chunked;
    private final boolean gzip;
    private final boolean corked;
    private final @Nullable Mono<Void> beforeHead;
    private final List<Step> steps;
    private final End end;

    private Reply(Draft draft) {
        this.raw = draft.raw;
        this.status = draft.status;
        this.headers = Map.copyOf(draft.headers);
        this.chunked = draft.chunked;
        this.gzip = draft.gzip;
        this.corked = draft.corked;
        this.beforeHead = draft.beforeHead;
        this.steps = List.copyOf(draft.steps);
        this.end = draft.end;
    }

    /** Returns a reply of that status without body. */
    public static Reply of(int status) {
        return new Reply(new Draft()).status(status);
    }

    /** Returns a 200 of that content type and body; its length is announced. */
    public static Reply of(String contentType, String body) {
        return of(200).header("content-type", contentType).piece(body);
    }

    /** Returns a 200 of that content type and body; its length is announced. */
    public static Reply of(String contentType, byte[] body) {
        return of(200).header("content-type", contentType).piece(body);
    }

    /** Returns a 200 of JSON. */
    public static Reply json(String body) {
        return of("application/json", body);
    }

    /** Returns a 200 of server-sent events; the pieces are sent as they are, so they bring their own blank lines. */
    public static Reply sse(String... pieces) {
        Reply reply = of(200).header("content-type", "text/event-stream; charset=utf-8")
                .chunked();
        for (String piece : pieces) {
            reply = reply.piece(piece);
        }
        return reply;
    }

    /**
     * Returns a reply that writes its pieces straight onto an HTTP/1.1 connection, head and all, and then closes it: for
     * heads that dribble in, broken chunks and garbage. Status and headers have no meaning here.
     */
    public static Reply raw(String... pieces) {
        Reply reply = new Reply(new Draft(of(200)).raw());
        for (String piece : pieces) {
            reply = reply.piece(piece);
        }
        return reply;
    }

    /** Returns a reply that closes the connection without sending anything. */
    public static Reply disconnect() {
        return raw();
    }

    /** Changes the status; 200 by default. */
    public Reply status(int code) {
        return change(draft -> draft.status = code);
    }

    /** Sets a header in place of one of the same name. */
    public Reply header(String name, String value) {
        Objects.requireNonNull(value, "value");
        return change(draft -> {
            draft.headers.keySet().removeIf(name::equalsIgnoreCase);
            draft.headers.put(name, value);
        });
    }

    /** Sets headers, each as by {@link #header}. */
    public Reply headers(Map<String, String> values) {
        Reply reply = this;
        for (Map.Entry<String, String> entry : values.entrySet()) {
            reply = reply.header(entry.getKey(), entry.getValue());
        }
        return reply;
    }

    /** Sends the body without announcing its length, in chunks; the default only for {@link #sse}. */
    public Reply chunked() {
        return change(draft -> draft.chunked = true);
    }

    /** Compresses the body; what each piece holds can be read as soon as it has arrived. */
    public Reply gzip() {
        return header("content-encoding", "gzip").change(draft -> {
            draft.gzip = true;
            draft.chunked = true;
        });
    }

    /**
     * Flushes only before a wait and at the end. Over HTTP/1.1 a client still sees each piece as a chunk of its own, so this
     * is the quick way to feed it byte by byte.
     */
    public Reply corked() {
        return change(draft -> draft.corked = true);
    }

    /** Adds a piece of text to the body. */
    public Reply piece(String text) {
        return piece(text.getBytes(UTF_8));
    }

    /** Adds a piece to the body. */
    public Reply piece(byte[] bytes) {
        byte[] copy = bytes.clone();
        return change(draft -> draft.steps.add(new Step.Piece(copy)));
    }

    /** Adds pieces to the body. */
    public Reply pieces(List<byte[]> more) {
        return change(draft -> more.forEach(bytes -> draft.steps.add(new Step.Piece(bytes.clone()))));
    }

    /** Adds the same piece many times; never all of them in memory. */
    public Reply repeat(long count, String piece) {
        byte[] bytes = piece.getBytes(UTF_8);
        return change(draft -> {
            draft.chunked = true;
            draft.steps.add(new Step.Repeat(count, index -> bytes));
        });
    }

    /** Adds many pieces, each made from its number (0 first) when its turn comes. */
    public Reply repeat(long count, LongFunction<String> maker) {
        return change(draft -> {
            draft.chunked = true;
            draft.steps.add(new Step.Repeat(count, index -> maker.apply(index).getBytes(UTF_8)));
        });
    }

    /** Cuts the pieces added so far anew, regardless of their present borders; waits stay where they are. */
    public Reply split(Split split) {
        return change(draft -> {
            List<Step> before = List.copyOf(draft.steps);
            draft.steps.clear();
            ByteArrayOutputStream run = new ByteArrayOutputStream();
            for (Step step : before) {
                if (step instanceof Step.Piece piece) {
                    run.writeBytes(piece.bytes());
                } else {
                    split.cut(run.toByteArray()).forEach(bytes -> draft.steps.add(new Step.Piece(bytes)));
                    run.reset();
                    draft.steps.add(step);
                }
            }
            split.cut(run.toByteArray()).forEach(bytes -> draft.steps.add(new Step.Piece(bytes)));
            draft.chunked |= draft.steps.size() > 1;
        });
    }

    /** Waits until the gate opens. */
    public Reply waitFor(Gate gate) {
        return waiting(gate.pass());
    }

    /** Waits until the publisher completes; it is subscribed to once per exchange. An error is taken for completion. */
    public Reply waitFor(Publisher<?> signal) {
        return waiting(Mono.when(signal).onErrorComplete());
    }

    /** Waits for that long. */
    public Reply delay(Duration pause) {
        return waiting(Mono.delay(pause).then());
    }

    /** Waits until the gate opens before even the head is sent. */
    public Reply headAfter(Gate gate) {
        return change(draft -> draft.beforeHead = gate.pass());
    }

    /** Waits for that long before even the head is sent. */
    public Reply headAfter(Duration pause) {
        return change(draft -> draft.beforeHead = Mono.delay(pause).then());
    }

    /** Never ends: the body stays open until the client closes it. */
    public Reply keepOpen() {
        return change(draft -> draft.end = End.KEEP_OPEN);
    }

    /** Ends by closing the connection (HTTP/2: resetting the stream) although the body is not complete. */
    public Reply cut() {
        return change(draft -> draft.end = End.CUT);
    }

    /** Ends by closing the connection in the middle of a chunk; over HTTP/2 the same as {@link #cut()}. */
    public Reply cutInChunk() {
        return change(draft -> draft.end = End.CUT_IN_CHUNK);
    }

    /** Ends with a TCP reset (HTTP/2: resetting the stream). */
    public Reply reset() {
        return change(draft -> draft.end = End.RESET);
    }

    /** Ends by closing only the server's direction of the connection, the body being incomplete; HTTP/1.1 without TLS. */
    public Reply halfClose() {
        return change(draft -> draft.end = End.HALF_CLOSE);
    }

    /** Adds a piece for each event. */
    Reply events(List<String> events) {
        return change(draft -> events.forEach(event -> draft.steps.add(new Step.Piece(event.getBytes(UTF_8)))));
    }

    /** Adds a piece for each event, with a pause before the first and a pause between them. */
    Reply paced(List<String> events, Duration first, Duration between) {
        return change(draft -> {
            Duration pause = first;
            for (String event : events) {
                if (!pause.isZero()) {
                    draft.steps.add(new Step.Wait(Mono.delay(pause).then()));
                }
                draft.steps.add(new Step.Piece(event.getBytes(UTF_8)));
                pause = between;
            }
        });
    }

    boolean isRaw() {
        return raw;
    }

    int status() {
        return status;
    }

    Map<String, String> headers() {
        return headers;
    }

    boolean isGzip() {
        return gzip;
    }

    boolean isCorked() {
        return corked;
    }

    @Nullable
    Mono<Void> beforeHead() {
        return beforeHead;
    }

    List<Step> steps() {
        return steps;
    }

    End end() {
        return end;
    }

    /** Returns the length to announce, -1 to send chunks. */
    long contentLength() {
        if (chunked
                || (end != End.COMPLETE && headers.keySet().stream().noneMatch("content-length"::equalsIgnoreCase))) {
            return -1;
        }
        long length = 0;
        for (Step step : steps) {
            length += step instanceof Step.Piece piece ? piece.bytes().length : 0;
        }
        return length;
    }

    private Reply waiting(Mono<Void> until) {
        return change(draft -> draft.steps.add(new Step.Wait(until)));
    }

    private Reply change(java.util.function.Consumer<Draft> edit) {
        Draft draft = new Draft(this);
        edit.accept(draft);
        return new Reply(draft);
    }

    /** Tells the shape of the reply, not its content. */
    @Override
    public String toString() {
        return "Reply[" + (raw ? "raw" : Integer.toString(status)) + ", " + steps.size() + " steps, " + end + "]";
    }

    private static final class Draft {

        private boolean raw;
        private int status = 200;
        private final Map<String, String> headers = new LinkedHashMap<>();
        private boolean chunked;
        private boolean gzip;
        private boolean corked;
        private @Nullable Mono<Void> beforeHead;
        private final List<Step> steps = new ArrayList<>();
        private End end = End.COMPLETE;

        Draft() {}

        Draft(Reply from) {
            raw = from.raw;
            status = from.status;
            headers.putAll(from.headers);
            chunked = from.chunked;
            gzip = from.gzip;
            corked = from.corked;
            beforeHead = from.beforeHead;
            steps.addAll(from.steps);
            end = from.end;
        }

        Draft raw() {
            raw = true;
            end = End.CUT;
            return this;
        }
    }
}
