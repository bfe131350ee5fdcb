package dev.weir.tracing;

import dev.weir.Chunk;
import dev.weir.FinishReason;
import dev.weir.Operation;
import dev.weir.Response;
import dev.weir.Usage;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.context.Context;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.util.context.ContextView;

/**
 * A streamed model call. Text is not kept: a chunk costs a few field writes, and what counting its time costs. The clock is
 * read once for all chunks that arrive in one piece.
 *
 * <p>The conventions count decoded events of the wire that belong to the answer. The transport tells which chunks came in
 * one event: the first of them counts. Where no transport is, chunks stand in for events: beginnings, deltas, tool call names,
 * whole parts, citations, log probabilities, usage and finish reasons count; the ends of parts, the beginnings of text and
 * thinking, further values and {@link Chunk.Done} do not, as Weir adds them to what the wire brought.
 */
final class StreamRecording extends InferenceRecording<Chunk> {

    private static final VarHandle CHUNKS;

    static {
        try {
            CHUNKS = MethodHandles.lookup().findVarHandle(StreamRecording.class, "chunks", long.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private final @Nullable ChunkTimer timer;

    /** What was said so far; null if nobody asks for it. */
    private final @Nullable StreamContent kept;

    /** Written last for every chunk and read first at the end: a cancel on another thread sees all that came before. */
    @SuppressWarnings("unused")
    private long chunks;

    /** When the bytes of the present chunks were read; 0 if the source does not tell. */
    private long received;

    /** Whether the source tells events apart, and whether no chunk of the present one was counted yet. */
    private boolean eventsTold;

    private boolean eventBegins;

    private long firstChunk;
    private long lastChunk;
    private boolean outputSeen;
    private long firstOutput;
    private int lastChoice = -1;
    private @Nullable Attributes labels;
    private @Nullable String id;
    private @Nullable String model;
    private Usage usage = Usage.ABSENT;
    private List<Chunk.Finished> finished = List.of();
    private Map<String, String> extras = Map.of();
    private @Nullable Response response;

    StreamRecording(Telemetry telemetry, Operation.Inference operation, Context parent, ContextView subscriber) {
        super(telemetry, operation, parent, subscriber);
        List<DoubleHistogram> histograms = telemetry.instruments().laterChunks();
        this.timer = histograms.isEmpty() ? null : new ChunkTimer(histograms, context());
        this.kept = StreamContent.of(
                keepsAnswer(),
                hasDialects() || (isRecorded() && telemetry.settings().has(Extra.CONTENT_SIZES)));
    }

    @Override
    public void bytesReceived() {
        if (timer != null || !outputSeen) {
            received = telemetry.now();
        }
    }

    @Override
    public void eventDecoded() {
        eventsTold = true;
        eventBegins = true;
    }

    @Override
    public boolean next(Chunk chunk) {
        if (kept != null) {
            kept.add(chunk);
        }
        if (chunk instanceof Chunk.TextDelta text) {
            arrived(text.choice(), true);
        } else if (chunk instanceof Chunk.ToolCallDelta call) {
            arrived(call.choice(), true);
        } else if (chunk instanceof Chunk.ThinkingDelta thinking) {
            arrived(thinking.choice(), true);
        } else {
            return rare(chunk);
        }
        return false;
    }

    private void arrived(int choice, boolean output) {
        if (choice > lastChoice) {
            lastChoice = choice;
        }
        long count = chunks;
        if (eventsTold && !eventBegins) {
            if (output && !outputSeen) {
                firstOutput = lastChunk;
                outputSeen = true;
            }
            CHUNKS.setRelease(this, count);
            return;
        }
        eventBegins = false;
        // Without metrics nobody asks for the times between later chunks.
        if (timer != null || !outputSeen) {
            long now = received == 0 ? telemetry.now() : received;
            if (count == 0) {
                firstChunk = now;
            } else if (timer != null && timer.add(Math.max(0, now - lastChunk))) {
                timer.flush(timerLabels());
            }
            lastChunk = now;
            if (output && !outputSeen) {
                firstOutput = now;
                outputSeen = true;
            }
        }
        CHUNKS.setRelease(this, count + 1);
    }

    private Attributes timerLabels() {
        Attributes known = labels;
        if (known == null) {
            known = telemetry
                    .labels(operation.name(), operation.target(), model)
                    .attributes();
            labels = known;
        }
        return known;
    }

    private boolean rare(Chunk chunk) {
        if (chunk instanceof Chunk.Done done) {
            response = done.response();
            CHUNKS.setRelease(this, chunks);
            return true;
        }
        if (chunk instanceof Chunk.Extra extra) {
            Map<String, String> more = new HashMap<>(extras);
            more.put(extra.name(), extra.json());
            extras = more;
        }
        if (isAdded(chunk) && !eventBegins) {
            return false;
        }
        if (chunk instanceof Chunk.Started started) {
            started(started);
        } else if (chunk instanceof Chunk.UsageUpdated updated) {
            usage = updated.usage();
        } else if (chunk instanceof Chunk.Finished end) {
            List<Chunk.Finished> more = new ArrayList<>(finished);
            more.add(end);
            finished = more;
        }
        arrived(chunk.choice(), chunk.isOutput());
        return false;
    }

    private void started(Chunk.Started started) {
        id = started.id() != null ? started.id() : id;
        if (started.model() != null) {
            model = started.model();
            labels = null;
        }
    }

    /** Tells what Weir adds to the events of the wire. */
    private static boolean isAdded(Chunk chunk) {
        return chunk instanceof Chunk.Extra
                || chunk instanceof Chunk.TextStart
                || chunk instanceof Chunk.TextEnd
                || chunk instanceof Chunk.ThinkingStart
                || chunk instanceof Chunk.ThinkingEnd
                || chunk instanceof Chunk.ToolCallEnd;
    }

    @Override
    List<Response.Choice> output(Ending ending, @Nullable Throwable error) {
        if (response != null) {
            return response.choices();
        }
        List<Response.Choice> heard = kept == null ? List.of() : kept.choices();
        Response partial = partial(error);
        return heard.isEmpty() && partial != null ? partial.choices() : heard;
    }

    @Override
    Answer answer(Ending ending, @Nullable Throwable error) {
        boolean begun = (long) CHUNKS.getAcquire(this) > 0;
        if (response != null) {
            return Answer.of(response);
        }
        Response partial = partial(error);
        Answer known = partial == null ? Answer.NONE : Answer.of(partial);
        boolean open = ending == Ending.CANCEL || (begun && ending == Ending.ERROR);
        int count = Math.max(lastChoice + 1, open ? choices() : 0);
        return new Answer(
                id != null ? id : known.id(),
                model != null ? model : known.model(),
                usage.isAbsent() ? known.usage() : usage,
                count > 0 ? finishReasons(count) : known.finishReasons(),
                finished.stream()
                        .map(Chunk.Finished::raw)
                        .filter(Objects::nonNull)
                        .toList(),
                finished.stream().anyMatch(end -> end.reason() == FinishReason.COMPACTION),
                extras.isEmpty() ? known.extras() : extras,
                known.attempts());
    }

    /** A choice that never finished counts as failed. */
    private List<String> finishReasons(int count) {
        String[] words = new String[count];
        Arrays.fill(words, FinishReasons.ERROR);
        for (Chunk.Finished end : finished) {
            if (end.choice() >= 0 && end.choice() < count) {
                words[end.choice()] = FinishReasons.of(end.reason(), end.raw());
            }
        }
        return List.of(words);
    }

    @Override
    void ended(Ending ending, @Nullable Throwable error) {
        super.ended(ending, error);
        long count = chunks;
        if (!isRecorded() || count == 0) {
            return;
        }
        put(Names.RESPONSE_TIME_TO_FIRST_CHUNK, secondsUntil(firstChunk));
        if (telemetry.settings().has(Extra.CHUNK_COUNT)) {
            put(Names.WEIR_CHUNK_COUNT, count);
        }
        if (outputSeen && telemetry.settings().has(Extra.TIME_TO_FIRST_TOKEN)) {
            put(Names.WEIR_TIME_TO_FIRST_TOKEN, secondsUntil(firstOutput));
        }
        if (kept != null && telemetry.settings().has(Extra.CONTENT_SIZES)) {
            put(Names.WEIR_RESPONSE_LENGTH, kept.length());
        }
    }

    @Override
    CallFacts.Arrival arrival() {
        long count = chunks;
        Response whole = response;
        long length =
                whole != null ? CallFacts.Arrival.lengthOf(whole) : count > 0 && kept != null ? kept.length() : -1;
        return new CallFacts.Arrival(
                length, count, count > 0 ? until(firstChunk) : null, outputSeen ? until(firstOutput) : null);
    }

    private Duration until(long nanoTime) {
        return Duration.ofNanos(Math.round(secondsUntil(nanoTime) * 1e9));
    }

    @Override
    void measure(Ending ending, @Nullable String errorType, double seconds) {
        super.measure(ending, errorType, seconds);
        if (chunks == 0) {
            return;
        }
        telemetry.instruments().firstChunk(context(), labels(), secondsUntil(firstChunk));
        if (timer != null) {
            timer.end(timerLabels());
        }
    }
}
