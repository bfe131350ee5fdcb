package dev.weir.google;

import dev.weir.spi.ChunkEmitter;
import dev.weir.spi.JsonReader;
import dev.weir.spi.WireException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads <a href="https://ai.google.dev/api/generate-content#generatecontentresponse">GenerateContentResponse</a> objects,
 * the one of a call or all of a stream, and writes what is new in each. An object is read to its end before anything is
 * written, since indexes and reasons may follow what they are about.
 */
final class AnswerReader {

    private final List<CandidateBuffer> buffers = new ArrayList<>();
    private final List<CandidateState> candidates = new ArrayList<>();
    private final RawFields others = new RawFields();
    private final Map<String, String> extras = new HashMap<>();
    private int bufferCount;
    private @Nullable String id;
    private @Nullable String model;
    private @Nullable String usage;
    private boolean blocked;
    private boolean known;

    /** Returns whether every candidate has told why it stopped, or the prompt was blocked. */
    boolean isFinished() {
        if (candidates.isEmpty()) {
            return blocked;
        }
        for (CandidateState candidate : candidates) {
            if (!candidate.isFinished()) {
                return false;
            }
        }
        return true;
    }

    /** Returns whether anything was read that an answer has. */
    boolean isAnswer() {
        return known;
    }

    /**
     * Reads one object, or all objects of a list.
     *
     * @throws WireException if it is an error
     */
    void read(JsonReader reader, ChunkEmitter out) {
        if (reader.isArray()) {
            reader.beginArray();
            while (reader.nextElement()) {
                read(reader, out);
            }
            return;
        }
        clear();
        reader.beginObject();
        while (reader.nextField()) {
            field(reader, out);
        }
        write(out);
    }

    private void clear() {
        bufferCount = 0;
        id = null;
        model = null;
        others.clear();
    }

    private void field(JsonReader reader, ChunkEmitter out) {
        if (reader.nameIs("candidates") && reader.isArray()) {
            known = true;
            reader.beginArray();
            while (reader.nextElement()) {
                if (bufferCount == buffers.size()) {
                    buffers.add(new CandidateBuffer());
                }
                buffers.get(bufferCount).read(reader, bufferCount);
                bufferCount++;
            }
        } else if (reader.nameIs("usageMetadata") && reader.isObject()) {
            known = true;
            usage = reader.raw();
        } else if (!out.isIdentified() && reader.nameIs("modelVersion")) {
            known = true;
            model = reader.stringOrNull();
        } else if (!out.isIdentified() && reader.nameIs("responseId")) {
            known = true;
            id = reader.stringOrNull();
        } else if (reader.nameIs("modelVersion") || reader.nameIs("responseId")) {
            reader.skip();
        } else if (reader.nameIs("error") && reader.isObject()) {
            throw new WireException(Errors.inStream(reader.raw()));
        } else {
            known = known || reader.nameIs("promptFeedback");
            others.add(reader);
        }
    }

    private void write(ChunkEmitter out) {
        if (id != null || model != null) {
            out.started(id, model);
        }
        boolean finishes = false;
        for (int i = 0; i < bufferCount; i++) {
            CandidateBuffer buffer = buffers.get(i);
            CandidateState state = state(buffer.index);
            for (int part = 0; part < buffer.partCount(); part++) {
                state.emit(buffer.part(part), out);
            }
            for (int other = 0; other < buffer.others.count(); other++) {
                metadata(state, buffer.others.name(other), buffer.others.value(other), out);
            }
            finishes |= buffer.finishReason != null;
        }
        for (int i = 0; i < others.count(); i++) {
            extra(others.name(i), others.value(i), out);
        }
        usage(finishes, out);
        for (int i = 0; finishes && i < bufferCount; i++) {
            String reason = buffers.get(i).finishReason;
            if (reason != null) {
                state(buffers.get(i).index).finish(reason, out);
            }
        }
        if (candidates.isEmpty() && !blocked) {
            blocked(out);
        }
    }

    /**
     * Tells the usage, which comes with every event: the last one counts, as a whole. Vertex AI has no counts in it before
     * the end.
     */
    private void usage(boolean finishes, ChunkEmitter out) {
        if (usage != null && (finishes || candidates.isEmpty() || isFinished() || usage.contains("promptTokenCount"))) {
            out.usage(UsageReader.read(usage));
            usage = null;
        }
    }

    private void metadata(CandidateState state, String name, String value, ChunkEmitter out) {
        if (name.equals("logprobsResult")) {
            out.logprobs(state.choice(), Logprobs.entries(value));
            return;
        }
        boolean news = extra(state.choice() == 0 ? name : "candidates[" + state.choice() + "]." + name, value, out);
        if (news && (name.equals("groundingMetadata") || name.equals("citationMetadata"))) {
            Citations.add(value, state, out);
        }
    }

    /** Emits a value that is not modelled unless it was emitted before; returns whether it was not. */
    private boolean extra(String name, String value, ChunkEmitter out) {
        if (value.equals(extras.put(name, value))) {
            return false;
        }
        out.extra(name, value);
        return true;
    }

    private void blocked(ChunkEmitter out) {
        for (int i = 0; i < others.count(); i++) {
            if (others.name(i).equals("promptFeedback") && Errors.blockReason(others.value(i)) != null) {
                blocked = true;
                new CandidateState(0).blocked(out);
            }
        }
    }

    private CandidateState state(int index) {
        for (int i = 0; i < candidates.size(); i++) {
            if (candidates.get(i).choice() == index) {
                return candidates.get(i);
            }
        }
        CandidateState state = new CandidateState(index);
        candidates.add(state);
        return state;
    }
}
