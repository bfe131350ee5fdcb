package dev.weir.openai;

import dev.weir.Citation;
import dev.weir.Usage;
import dev.weir.spi.ChunkEmitter;
import dev.weir.spi.JsonException;
import dev.weir.spi.JsonReader;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads one answer, as a whole or event by event; the state of the choices lasts between events. A completion and a chunk
 * differ only in the name of a choice's content: {@code message} or {@code delta}.
 */
final class ChatReader {

    /** Google's field for thought signatures; https://ai.google.dev/gemini-api/docs/openai. */
    static final String EXTRA_CONTENT = "extra_content";

    /** OpenAI allows 128 choices; the bound keeps a confused server from claiming memory. */
    private static final int MAX_CHOICES = 1024;

    private final Dialect dialect;
    private final boolean whole;
    private final ExtraFields extras = new ExtraFields("");
    private final Delta delta = new Delta();
    private @Nullable ChoiceState[] choices = new ChoiceState[1];
    private @Nullable Set<String> cited;
    private @Nullable Usage usage;
    private boolean sawChoices;
    private boolean identified;

    ChatReader(Dialect dialect, boolean whole) {
        this.dialect = dialect;
        this.whole = whole;
    }

    /** Returns whether the documents read so far held a list of choices, maybe empty. */
    boolean sawChoices() {
        return sawChoices;
    }

    /**
     * Reads an event or the one document. Everything before an error in it is emitted.
     *
     * @param isError whether the event is marked as an error
     */
    ErrorDocument read(JsonReader json, boolean isError, ChunkEmitter out) {
        boolean errorField = false;
        boolean errorObject = isError;
        boolean errorWords = false;
        sawChoices = false;
        identified = false;
        usage = null;
        json.beginObject();
        while (json.nextField()) {
            if (json.nameIs("choices")) {
                choices(json, out);
            } else if (json.nameIs("error")) {
                errorField |= isMeant(json);
            } else if (json.nameIs("object")) {
                errorObject |=
                        !json.skipIf("\"chat.completion.chunk\"") && "error".equalsIgnoreCase(json.stringOrNull());
            } else if (json.nameIs("message") || json.nameIs("detail")) {
                errorWords |= isMeant(json);
            } else if (json.nameIs("x_groq")) {
                errorField |= groq(json, out);
            } else {
                field(json, out);
            }
        }
        if (usage != null) {
            out.usage(usage);
        }
        if (errorField) {
            return ErrorDocument.ERROR_FIELD;
        }
        boolean topLevel = !sawChoices && (errorObject || (errorWords && !identified));
        return topLevel ? ErrorDocument.TOP_LEVEL : ErrorDocument.NONE;
    }

    private static boolean isMeant(JsonReader json) {
        if (json.nextNull() || json.skipIf("\"\"") || json.skipIf("{}") || json.skipIf("false")) {
            return false;
        }
        json.skip();
        return true;
    }

    private void field(JsonReader json, ChunkEmitter out) {
        if (json.nameIs("id")) {
            identify(json, out, true);
        } else if (json.nameIs("model")) {
            identify(json, out, false);
        } else if (json.nameIs("created") || json.nameIs("obfuscation")) {
            json.skip();
        } else if (json.nameIs("usage")) {
            usage(json);
        } else if (json.nameIs("citations")) {
            citations(json, out);
        } else {
            extras.read(json, out);
        }
    }

    private void identify(JsonReader json, ChunkEmitter out, boolean id) {
        identified = true;
        if (out.isIdentified()) {
            json.skip();
            return;
        }
        String value = json.stringOrNull();
        if (value != null && !value.isEmpty()) {
            out.started(id ? value : null, id ? null : value);
        }
    }

    private void usage(JsonReader json) {
        if (json.nextNull()) {
            return;
        }
        if (!json.isObject()) {
            json.skip();
            return;
        }
        Usage read = UsageReader.read(json.raw());
        usage = read.isAbsent() ? usage : read;
    }

    /**
     * Groq's compound models report usage only in here, and a stream that broke off its error; returns whether it did.
     * https://console.groq.com/docs/api-reference
     */
    private boolean groq(JsonReader json, ChunkEmitter out) {
        String raw = json.raw();
        extras.put("x_groq", raw, out);
        boolean error = false;
        if (raw.startsWith("{")) {
            JsonReader inner = JsonReader.of(raw);
            inner.beginObject();
            while (inner.nextField()) {
                if (inner.nameIs("usage") && inner.isObject()) {
                    Usage read = UsageReader.read(inner.raw());
                    usage = usage == null && !read.isAbsent() ? read : usage;
                } else if (inner.nameIs("error")) {
                    error = isMeant(inner);
                } else {
                    inner.skip();
                }
            }
        }
        return error;
    }

    /** Perplexity and xAI list the addresses beside the answer, Perplexity in every event. */
    private void citations(JsonReader json, ChunkEmitter out) {
        if (!extras.read(json, out)) {
            return;
        }
        String raw = extras.get("citations");
        if (raw == null || !raw.startsWith("[")) {
            return;
        }
        JsonReader list = JsonReader.of(raw);
        list.beginArray();
        while (list.nextElement()) {
            if (!list.isString()) {
                list.skip();
                continue;
            }
            String source = list.raw();
            String url = JsonReader.of(source).string();
            cited = cited == null ? new HashSet<>() : cited;
            if (cited.add(url)) {
                choice(0).cite(new Citation(url, null, null, null, null, source), out);
            }
        }
    }

    private void choices(JsonReader json, ChunkEmitter out) {
        if (!json.isArray()) {
            json.skip();
            return;
        }
        sawChoices = true;
        json.beginArray();
        for (int position = 0; json.nextElement(); position++) {
            if (!json.isObject()) {
                json.skip();
                continue;
            }
            delta.reset(whole ? position : 0, whole);
            delta.readChoice(json);
            choice(delta.index).apply(delta, out);
        }
    }

    private ChoiceState choice(int index) {
        if (index < 0 || index >= MAX_CHOICES) {
            throw new JsonException("Choice index " + index + " is out of range");
        }
        if (index >= choices.length) {
            choices = Arrays.copyOf(choices, Math.max(index + 1, choices.length * 2));
        }
        ChoiceState choice = choices[index];
        if (choice == null) {
            choice = new ChoiceState(index, dialect.thinkTags());
            choices[index] = choice;
        }
        return choice;
    }

    /** Finishes choices whose finish reason never came; the answer is known to be complete. */
    void finishAll(ChunkEmitter out) {
        for (ChoiceState choice : choices) {
            if (choice != null) {
                choice.complete(out);
            }
        }
    }

    /** Returns whether there is a choice and every choice told why it stopped. */
    boolean isFinished() {
        boolean any = false;
        for (ChoiceState choice : choices) {
            if (choice != null) {
                if (!choice.isFinished()) {
                    return false;
                }
                any = true;
            }
        }
        return any;
    }
}
