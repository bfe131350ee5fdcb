package dev.weir.google;

import dev.weir.FinishReason;
import dev.weir.MediaSource;
import dev.weir.Part;
import dev.weir.ProviderData;
import dev.weir.spi.ChunkEmitter;
import dev.weir.spi.JsonException;
import dev.weir.spi.JsonWriter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Writes one candidate's parts as chunks. Text goes on with the part before it unless one of the two carries a
 * <a href="https://ai.google.dev/gemini-api/docs/thought-signatures">signature</a>: signed parts must come back as they are.
 * Text parts stay open until the candidate ends, because the sources of their words come with the last event.
 */
final class CandidateState {

    static final String PROVIDER = "google";
    static final String SIGNATURE = "thoughtSignature";
    static final String CALL_ID = "id";

    private static final int NONE = -1;

    private final int choice;
    private final List<Integer> textKeys = new ArrayList<>(2);
    private int nextKey;
    private int textKey = NONE;
    private int thinkingKey = NONE;
    private int callKey = NONE;
    private @Nullable PartialArguments partial;
    private boolean callSeen;
    private boolean finished;

    CandidateState(int choice) {
        this.choice = choice;
    }

    int choice() {
        return choice;
    }

    /** Returns the keys of the text parts, in order. */
    List<Integer> textKeys() {
        return textKeys;
    }

    boolean isFinished() {
        return finished;
    }

    void emit(PartBuffer part, ChunkEmitter out) {
        switch (part.kind) {
            case TEXT -> {
                if (part.signature != null) {
                    signedText(part, part.signature, out);
                } else if (part.text != null && !part.text.isEmpty()) {
                    text(part.text, part.thought, out);
                }
            }
            case FUNCTION_CALL -> call(part, out);
            case MEDIA -> whole(media(part), out);
            case OTHER -> whole(new Part.Opaque(PROVIDER, part.otherType, part.otherJson), out);
        }
    }

    void finish(String raw, ChunkEmitter out) {
        endCall(out);
        textKey = NONE;
        thinkingKey = NONE;
        finished = true;
        out.finish(choice, FinishReasons.of(raw, callSeen), raw);
    }

    /** The prompt was blocked, so that there is no candidate and no finish reason. */
    void blocked(ChunkEmitter out) {
        finished = true;
        out.finish(choice, FinishReason.CONTENT_FILTER, null);
    }

    private void text(String text, boolean thought, ChunkEmitter out) {
        endCall(out);
        if (thought) {
            textKey = NONE;
            thinkingKey = thinkingKey == NONE ? nextKey++ : thinkingKey;
            out.thinking(choice, thinkingKey, text);
        } else {
            endThinking(out);
            if (textKey == NONE) {
                textKey = nextKey++;
                textKeys.add(textKey);
            }
            out.text(choice, textKey, text);
        }
    }

    private void signedText(PartBuffer part, String signature, ChunkEmitter out) {
        separate(out);
        int key = nextKey++;
        if (part.thought) {
            out.thinkingStart(choice, key);
            out.thinking(choice, key, part.text);
        } else {
            textKeys.add(key);
            out.textStart(choice, key);
            out.text(choice, key, part.text);
        }
        out.providerData(choice, key, ProviderData.of(PROVIDER, SIGNATURE, signature));
        if (part.thought) {
            out.end(choice, key);
        }
    }

    private void whole(Part part, ChunkEmitter out) {
        separate(out);
        out.part(choice, nextKey++, part);
    }

    private void call(PartBuffer part, ChunkEmitter out) {
        if (part.callName == null || part.callName.isEmpty()) {
            callGoesOn(part, out);
            return;
        }
        separate(out);
        callSeen = true;
        callKey = nextKey++;
        out.toolCall(choice, callKey, part.callId, part.callName);
        marks(part, out);
        if (part.arguments != null) {
            out.toolArguments(choice, callKey, part.arguments);
            out.end(choice, callKey);
            callKey = NONE;
            return;
        }
        partial = new PartialArguments();
        if (part.partialArguments != null) {
            out.toolArguments(choice, callKey, partial.append(part.partialArguments));
        }
        if (!part.willContinue) {
            endCall(out);
        }
    }

    private void callGoesOn(PartBuffer part, ChunkEmitter out) {
        if (partial == null) {
            if (part.arguments != null || part.partialArguments != null) {
                throw new JsonException("A function call has arguments but no name");
            }
            return; // the end mark {} of a call that is complete already
        }
        marks(part, out);
        if (part.partialArguments != null) {
            out.toolArguments(choice, callKey, partial.append(part.partialArguments));
        }
        if (!part.willContinue) {
            endCall(out);
        }
    }

    private void marks(PartBuffer part, ChunkEmitter out) {
        if (part.signature != null) {
            out.providerData(choice, callKey, ProviderData.of(PROVIDER, SIGNATURE, part.signature));
        }
        if (part.callId != null && !part.callId.isEmpty()) {
            out.providerData(choice, callKey, ProviderData.of(PROVIDER, CALL_ID, part.callId));
        }
    }

    /** Ends a call whose arguments came in pieces; some streams leave the end mark out. */
    private void endCall(ChunkEmitter out) {
        if (partial != null) {
            out.toolArguments(choice, callKey, partial.finish());
            out.end(choice, callKey);
            partial = null;
            callKey = NONE;
        }
    }

    private void endThinking(ChunkEmitter out) {
        if (thinkingKey != NONE) {
            out.end(choice, thinkingKey);
            thinkingKey = NONE;
        }
    }

    private void separate(ChunkEmitter out) {
        endCall(out);
        endThinking(out);
        textKey = NONE;
    }

    private static Part media(PartBuffer part) {
        String type = part.mimeType == null ? "application/octet-stream" : part.mimeType;
        MediaSource source = MediaSource.bytes(bytes(part.data == null ? "" : part.data), type);
        ProviderData data = part.signature == null ? null : ProviderData.of(PROVIDER, SIGNATURE, part.signature);
        String family = type.toLowerCase(Locale.ROOT);
        if (family.startsWith("image/")) {
            return new Part.Image(source, null, data);
        } else if (family.startsWith("audio/")) {
            return new Part.Audio(source, null, data);
        } else if (part.signature != null) {
            JsonWriter whole = new JsonWriter().beginObject().name("inlineData").beginObject();
            whole.name("mimeType").value(type).name("data").value(part.data).endObject();
            whole.name(SIGNATURE).value(part.signature).endObject();
            return new Part.Opaque(PROVIDER, "inlineData", whole.toString());
        }
        return family.startsWith("video/") ? new Part.Video(source) : new Part.Document(source, null);
    }

    private static byte[] bytes(String base64) {
        try {
            boolean urlSafe = base64.indexOf('-') >= 0 || base64.indexOf('_') >= 0;
            return (urlSafe ? Base64.getUrlDecoder() : Base64.getDecoder()).decode(base64);
        } catch (IllegalArgumentException malformed) {
            throw new JsonException("inlineData is not base64");
        }
    }
}
