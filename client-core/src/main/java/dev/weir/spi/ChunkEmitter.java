package dev.weir.spi;

import dev.weir.Chunk;
import dev.weir.ChunkAccumulator;
import dev.weir.Citation;
import dev.weir.FinishReason;
import dev.weir.Part;
import dev.weir.ProviderData;
import dev.weir.Usage;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What codecs write an answer to, streamed or whole. It opens and closes parts by itself (a first delta opens its part,
 * {@link #finish} closes the choice's open parts), numbers parts by first appearance and feeds the accumulator that becomes
 * the {@link dev.weir.Response}. Empty deltas are dropped. Not thread-safe.
 *
 * <p>A part is named by its choice and a {@code key} of the codec's own, any number that is unique among the choice's parts
 * (the provider's index, say).
 */
public final class ChunkEmitter {

    private static final int MAX_CHOICES = 1 << 10;

    private enum Kind {
        TEXT,
        THINKING,
        TOOL_CALL,
        REFUSAL,
        CLOSED
    }

    private static final class Slot {
        private final int choice;
        private final int key;
        private final int index;
        private Kind kind;
        private @Nullable String callId;
        private String name = "";
        private @Nullable ProviderData data;

        Slot(int choice, int key, int index, Kind kind) {
            this.choice = choice;
            this.key = key;
            this.index = index;
            this.kind = kind;
        }
    }

    private final Consumer<? super Chunk> sink;
    private final ChunkAccumulator accumulator = new ChunkAccumulator();
    private Slot[] slots = new Slot[4];
    private int count;
    private @Nullable Slot last;
    private @Nullable String id;
    private @Nullable String model;
    private boolean started;

    /** Creates an emitter whose chunks go to {@code sink} after they were accumulated. */
    public ChunkEmitter(Consumer<? super Chunk> sink) {
        this.sink = Objects.requireNonNull(sink, "sink");
    }

    /** Returns the accumulator that has seen every chunk emitted so far. */
    public ChunkAccumulator accumulator() {
        return accumulator;
    }

    /**
     * Tells id and model of the answer; may be called for every event. Null and empty values are ignored, and of several
     * values the first counts.
     */
    public void started(@Nullable String answerId, @Nullable String servedModel) {
        boolean news = !started;
        if (id == null && answerId != null && !answerId.isEmpty()) {
            id = answerId;
            news = true;
        }
        if (model == null && servedModel != null && !servedModel.isEmpty()) {
            model = servedModel;
            news = true;
        }
        if (news) {
            started = true;
            emit(new Chunk.Started(id, model));
        }
    }

    /** Returns whether both id and model are known, so that a decoder may skip reading them. */
    public boolean isIdentified() {
        return id != null && model != null;
    }

    /** Adds visible text. */
    public void text(int choice, int key, @Nullable String delta) {
        if (delta == null || delta.isEmpty()) {
            return;
        }
        Slot slot = open(choice, key, Kind.TEXT);
        emit(new Chunk.TextDelta(choice, slot.index, delta));
    }

    /** Adds readable thinking. */
    public void thinking(int choice, int key, @Nullable String delta) {
        if (delta == null || delta.isEmpty()) {
            return;
        }
        Slot slot = open(choice, key, Kind.THINKING);
        emit(new Chunk.ThinkingDelta(choice, slot.index, delta));
    }

    /** Adds words of a refusal. */
    public void refusal(int choice, int key, @Nullable String delta) {
        if (delta == null || delta.isEmpty()) {
            return;
        }
        Slot slot = open(choice, key, Kind.REFUSAL);
        emit(new Chunk.RefusalDelta(choice, slot.index, delta));
    }

    /** Opens a text part although it has no text yet; for providers that send empty text parts worth keeping. */
    public void textStart(int choice, int key) {
        open(choice, key, Kind.TEXT);
    }

    /** Opens a thinking part although it has no readable text; for hidden or redacted thoughts. */
    public void thinkingStart(int choice, int key) {
        open(choice, key, Kind.THINKING);
    }

    /**
     * Opens a tool call; nothing if it is open. The name must be known; a codec that learns it late calls this late.
     */
    public void toolCall(int choice, int key, @Nullable String callId, String name) {
        Slot slot = openSlot(choice, key, Kind.TOOL_CALL);
        if (slot == null) {
            slot = add(choice, key, Kind.TOOL_CALL);
            slot.callId = callId == null || callId.isEmpty() ? null : callId;
            slot.name = name;
            emit(new Chunk.ToolCallStart(choice, slot.index, slot.callId, name));
        }
    }

    /** Adds a piece of a tool call's arguments; the call must be open. */
    public void toolArguments(int choice, int key, @Nullable String delta) {
        if (delta == null || delta.isEmpty()) {
            return;
        }
        Slot slot = find(choice, key);
        if (slot == null || slot.kind != Kind.TOOL_CALL) {
            throw new JsonException("Arguments of a tool call that was not announced");
        }
        emit(new Chunk.ToolCallDelta(choice, slot.index, delta));
    }

    /** Adds what the provider wants back with a part; values of later calls are merged in. Nothing if not open. */
    public void providerData(int choice, int key, ProviderData data) {
        Slot slot = find(choice, key);
        if (slot != null) {
            slot.data = slot.data == null ? data : slot.data.merge(data);
        }
    }

    /** Adds a source to a text part, which is opened if need be. */
    public void citation(int choice, int key, Citation citation) {
        Slot slot = open(choice, key, Kind.TEXT);
        emit(new Chunk.CitationAdded(choice, slot.index, citation));
    }

    /** Adds a part that arrives whole. */
    public void part(int choice, int key, Part part) {
        Slot slot = add(choice, key, Kind.CLOSED);
        emit(new Chunk.PartAdded(choice, slot.index, part));
    }

    /** Adds log probabilities: the entries, comma-separated, without the brackets of a list. */
    public void logprobs(int choice, String entries) {
        if (!entries.isBlank()) {
            emit(new Chunk.LogprobsAdded(checked(choice), entries));
        }
    }

    /** Reports usage; a later report replaces an earlier one. */
    public void usage(Usage usage) {
        emit(new Chunk.UsageUpdated(usage));
    }

    /** Adds a top-level value of the provider's own. */
    public void extra(String name, String json) {
        emit(new Chunk.Extra(name, json));
    }

    /** Closes a part; nothing if it is not open. */
    public void end(int choice, int key) {
        Slot slot = find(choice, key);
        if (slot != null) {
            close(slot);
        }
    }

    /** Closes the choice's open parts and tells why it stopped. */
    public void finish(int choice, FinishReason reason, @Nullable String raw) {
        checked(choice);
        endAll(choice);
        emit(new Chunk.Finished(choice, reason, raw));
    }

    /** Closes the choice's open parts. */
    public void endAll(int choice) {
        for (int i = 0; i < count; i++) {
            if (slots[i].choice == choice) {
                close(slots[i]);
            }
        }
    }

    /** Closes whatever is still open; called once by the transport when the answer is complete. */
    public void complete() {
        for (int i = 0; i < count; i++) {
            close(slots[i]);
        }
    }

    private void close(Slot slot) {
        switch (slot.kind) {
            case TEXT -> emit(new Chunk.TextEnd(slot.choice, slot.index, slot.data));
            case THINKING -> emit(new Chunk.ThinkingEnd(slot.choice, slot.index, slot.data));
            case TOOL_CALL -> {
                String arguments = accumulator.argumentsOf(slot.choice, slot.index);
                Part.ToolCall call = new Part.ToolCall(slot.callId, slot.name, arguments, slot.data);
                emit(new Chunk.ToolCallEnd(slot.choice, slot.index, call));
            }
            case REFUSAL, CLOSED -> {}
        }
        slot.kind = Kind.CLOSED;
    }

    private Slot open(int choice, int key, Kind kind) {
        Slot slot = openSlot(choice, key, kind);
        if (slot != null) {
            return slot;
        }
        slot = add(choice, key, kind);
        if (kind == Kind.TEXT) {
            emit(new Chunk.TextStart(choice, slot.index));
        } else if (kind == Kind.THINKING) {
            emit(new Chunk.ThinkingStart(choice, slot.index));
        }
        return slot;
    }

    /** Finds the open slot of that key and kind; null if there is none, so that a new one is to be made. */
    private @Nullable Slot openSlot(int choice, int key, Kind kind) {
        Slot slot = find(choice, key);
        if (slot == null || slot.kind == kind) {
            return slot;
        }
        if (slot.kind != Kind.CLOSED) {
            throw new JsonException("A " + slot.kind + " part goes on as " + kind);
        }
        return null;
    }

    /** Finds the newest slot of that key; one that was closed and begins again gets a new slot. */
    private @Nullable Slot find(int choice, int key) {
        Slot recent = last;
        if (recent != null && recent.key == key && recent.choice == choice) {
            return recent;
        }
        for (int i = count - 1; i >= 0; i--) {
            Slot slot = slots[i];
            if (slot.key == key && slot.choice == choice) {
                last = slot;
                return slot;
            }
        }
        return null;
    }

    private Slot add(int choice, int key, Kind kind) {
        checked(choice);
        int index = 0;
        for (int i = 0; i < count; i++) {
            if (slots[i].choice == choice) {
                index++;
            }
        }
        if (count == slots.length) {
            slots = Arrays.copyOf(slots, count * 2);
        }
        Slot slot = new Slot(choice, key, index, kind);
        slots[count++] = slot;
        last = slot;
        return slot;
    }

    /** The index comes from the wire and becomes the length of an array. */
    private static int checked(int choice) {
        if (choice < 0 || choice >= MAX_CHOICES) {
            throw new JsonException("Choice " + choice + " is not between 0 and " + (MAX_CHOICES - 1));
        }
        return choice;
    }

    private void emit(Chunk chunk) {
        if (!started) {
            started = true;
            emit(new Chunk.Started(id, model));
        }
        accumulator.add(chunk);
        sink.accept(chunk);
    }
}
