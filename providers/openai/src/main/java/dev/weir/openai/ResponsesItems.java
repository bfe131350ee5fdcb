package dev.weir.openai;

import dev.weir.Part;
import dev.weir.ProviderData;
import dev.weir.spi.ChunkEmitter;
import dev.weir.spi.JsonException;
import dev.weir.spi.JsonReader;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The items of one response, told apart by their {@code output_index}: their ids change from event to event at some servers.
 * An item may be read several times (piece by piece, when it is done, and in the last event); each time only what is new is
 * emitted.
 */
final class ResponsesItems {

    /** The names under which parts keep what goes back to the provider. */
    static final String ITEM = "item";

    static final String ID = "id";
    static final String PHASE = "phase";
    static final List<String> CALL_FIELDS = List.of("namespace", "caller");

    private static final int PARTS = 1024;
    private static final int MAX_ITEMS = Integer.MAX_VALUE / PARTS - 1;
    /** Raw reasoning is numbered after the summaries of the same item. */
    private static final int RAW_REASONING = PARTS / 2;

    /** How much of a part was emitted. */
    private static final class Progress {
        private final int key;
        private int characters;
        private int citations;
        private boolean logprobs;

        Progress(int key) {
            this.key = key;
        }
    }

    private final List<Progress> parts = new ArrayList<>();
    private final BitSet done = new BitSet();
    private final BitSet openCalls = new BitSet();
    private final BitSet thoughts = new BitSet();
    private @Nullable Progress last;
    private boolean calls;
    private boolean refusal;

    boolean hasCalls() {
        return calls;
    }

    boolean hasRefusal() {
        return refusal;
    }

    private static int key(int item, int part) {
        if (item < 0 || item > MAX_ITEMS || part < 0 || part >= PARTS) {
            throw new JsonException("Index " + item + "." + part + " is out of range");
        }
        return item * PARTS + part;
    }

    private Progress progress(int key) {
        Progress recent = last;
        if (recent != null && recent.key == key) {
            return recent;
        }
        for (int i = parts.size() - 1; i >= 0; i--) {
            if (parts.get(i).key == key) {
                last = parts.get(i);
                return parts.get(i);
            }
        }
        last = new Progress(key);
        parts.add(last);
        return last;
    }

    void textDelta(int item, int part, String delta, @Nullable String logprobs, ChunkEmitter out) {
        int key = key(item, part);
        Progress progress = progress(key);
        progress.characters += delta.length();
        out.text(0, key, delta);
        if (logprobs != null) {
            progress.logprobs = true;
            out.logprobs(0, logprobs.substring(1, logprobs.length() - 1).trim());
        }
    }

    void refusalDelta(int item, int part, String delta, ChunkEmitter out) {
        int key = key(item, part);
        progress(key).characters += delta.length();
        refusal = true;
        out.refusal(0, key, delta);
    }

    void summaryDelta(int item, int part, String delta, ChunkEmitter out) {
        thinking(key(item, Math.min(part, RAW_REASONING - 1)), delta, out);
    }

    void reasoningDelta(int item, int part, String delta, ChunkEmitter out) {
        thinking(key(item, RAW_REASONING + part), delta, out);
    }

    private void thinking(int key, String delta, ChunkEmitter out) {
        progress(key).characters += delta.length();
        out.thinking(0, key, delta);
    }

    void argumentsDelta(int item, String delta, ChunkEmitter out) {
        int key = key(item, 0);
        if (openCalls.get(item) && !done.get(item)) {
            progress(key).characters += delta.length();
            out.toolArguments(0, key, delta);
        }
    }

    void annotation(int item, int part, String annotation, ChunkEmitter out) {
        int key = key(item, part);
        progress(key).citations++;
        out.citation(0, key, Annotations.citation(annotation));
    }

    /** Opens what begins with its item, so that the parts stand in the order of the items. */
    void added(String raw, int index, ChunkEmitter out) {
        ResponsesItem item = ResponsesItem.read(raw);
        switch (item.type) {
            case "reasoning" -> out.thinkingStart(0, key(index, 0));
            case "function_call", "custom_tool_call" -> open(item, index, out);
            default -> {}
        }
    }

    private void open(ResponsesItem item, int index, ChunkEmitter out) {
        calls = true;
        openCalls.set(index);
        out.toolCall(0, key(index, 0), item.callId, item.name == null ? "" : item.name);
    }

    /** Reads a whole item; final but for the reasoning's encrypted content, of which the last one counts. */
    void item(String raw, int index, ChunkEmitter out) {
        ResponsesItem item = ResponsesItem.read(raw);
        key(index, 0); // checks the range
        boolean known = done.get(index);
        if (item.type.equals("reasoning")) {
            if (!known || thoughts.get(index)) {
                reasoning(item, raw, index, known, out);
            }
        } else if (!known) {
            switch (item.type) {
                case "message" -> message(item, index, out);
                case "function_call", "custom_tool_call" -> call(item, index, out);
                default -> out.part(0, key(index, 0), new Part.Opaque(ResponsesCodec.API, item.type, raw));
            }
        }
        done.set(index);
    }

    private void reasoning(ResponsesItem item, String raw, int index, boolean known, ChunkEmitter out) {
        thoughts.set(index);
        out.thinkingStart(0, key(index, 0));
        if (!known) {
            List<String> summaries = ResponsesItem.texts(item.summary);
            for (int i = 0; i < summaries.size(); i++) {
                rest(key(index, Math.min(i, RAW_REASONING - 1)), summaries.get(i), false, out);
            }
            List<String> contents = ResponsesItem.texts(item.content);
            for (int i = 0; i < contents.size(); i++) {
                rest(key(index, RAW_REASONING + i), contents.get(i), false, out);
            }
        }
        out.providerData(0, key(index, 0), ProviderData.of(ResponsesCodec.API, ITEM, raw));
    }

    /** Emits what of a text the deltas did not bring. */
    private void rest(int key, String text, boolean visible, ChunkEmitter out) {
        Progress progress = progress(key);
        if (text.length() > progress.characters) {
            String missing = text.substring(progress.characters);
            progress.characters = text.length();
            if (visible) {
                out.text(0, key, missing);
            } else {
                out.thinking(0, key, missing);
            }
        }
    }

    private void call(ResponsesItem item, int index, ChunkEmitter out) {
        open(item, index, out);
        int key = key(index, 0);
        Progress progress = progress(key);
        String arguments = item.arguments == null ? "" : item.arguments;
        if (arguments.length() > progress.characters) {
            out.toolArguments(0, key, arguments.substring(progress.characters));
            progress.characters = arguments.length();
        }
        Map<String, String> data = new TreeMap<>();
        put(data, ID, item.id);
        put(data, "namespace", item.namespace);
        put(data, "caller", item.caller);
        put(data, ToolCalls.TYPE, item.type.equals("custom_tool_call") ? ToolCalls.CUSTOM : null);
        if (!data.isEmpty()) {
            out.providerData(0, key, new ProviderData(ResponsesCodec.API, data));
        }
        out.end(0, key);
    }

    private static void put(Map<String, String> data, String name, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            data.put(name, value);
        }
    }

    private void message(ResponsesItem item, int index, ChunkEmitter out) {
        Map<String, String> data = new TreeMap<>();
        put(data, ID, item.id);
        put(data, PHASE, item.phase);
        if (item.content == null) {
            return;
        }
        JsonReader json = JsonReader.of(item.content);
        json.beginArray();
        for (int part = 0; json.nextElement(); part++) {
            int key = key(index, part);
            content(ResponsesItem.read(json.raw()), key, out);
            if (!data.isEmpty()) {
                out.providerData(0, key, new ProviderData(ResponsesCodec.API, data));
            }
            out.end(0, key);
        }
    }

    private void content(ResponsesItem part, int key, ChunkEmitter out) {
        if (part.type.equals("refusal")) {
            Progress progress = progress(key);
            String words = part.refusal == null ? "" : part.refusal;
            refusal |= !words.isEmpty();
            out.refusal(0, key, words.substring(Math.min(words.length(), progress.characters)));
            progress.characters = words.length();
        } else if (part.type.equals("output_text")) {
            rest(key, part.text == null ? "" : part.text, true, out);
            Progress progress = progress(key);
            List<String> annotations = ResponsesItem.elements(part.annotations);
            for (int i = progress.citations; i < annotations.size(); i++) {
                out.citation(0, key, Annotations.citation(annotations.get(i)));
            }
            progress.citations = Math.max(progress.citations, annotations.size());
            if (!progress.logprobs && part.logprobs != null) {
                progress.logprobs = true;
                out.logprobs(
                        0,
                        part.logprobs.substring(1, part.logprobs.length() - 1).trim());
            }
        } else {
            out.part(0, key, new Part.Opaque(ResponsesCodec.API, part.type, part.raw));
        }
    }

    /** Closes every part; reasoning stays open until here. */
    void end(ChunkEmitter out) {
        out.endAll(0);
    }
}
