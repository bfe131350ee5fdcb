package dev.weir.openai;

import dev.weir.Part;
import dev.weir.ProviderData;
import dev.weir.spi.ChunkEmitter;
import dev.weir.spi.JsonReader;
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
    /** The id of the whole response. */
    static final String RESPONSE = "response";
    /** The provider that all of this is from. */
    static final String ORIGIN = "origin";

    private final String origin;
    private final ResponsesParts parts = new ResponsesParts();
    private final BitSet done = new BitSet();
    private final BitSet announced = new BitSet();
    private final BitSet openThoughts = new BitSet();
    private @Nullable String responseId;
    private boolean calls;
    private boolean refusal;

    ResponsesItems(String origin) {
        this.origin = origin;
    }

    boolean hasCalls() {
        return calls;
    }

    boolean hasRefusal() {
        return refusal;
    }

    /** Tells the response's id; of several the first counts. */
    void from(@Nullable String id) {
        responseId = responseId == null && id != null && !id.isEmpty() ? id : responseId;
    }

    void textDelta(int item, int part, String delta, @Nullable String logprobs, ChunkEmitter out) {
        if (!done.get(ResponsesParts.checked(item))) {
            parts.text(item, part).add(delta, out);
            if (logprobs != null) {
                parts.text(item, part).logprobs(logprobs, out);
            }
        }
    }

    /** Opens a text that may stay empty. */
    void textStart(int item, int part, ChunkEmitter out) {
        if (!done.get(ResponsesParts.checked(item))) {
            out.textStart(0, parts.text(item, part).key());
        }
    }

    void refusalDelta(int item, int part, String delta, ChunkEmitter out) {
        if (!done.get(ResponsesParts.checked(item))) {
            refusal |= !delta.isEmpty();
            parts.refusal(item, part).add(delta, out);
        }
    }

    void summaryDelta(int item, int part, String delta, ChunkEmitter out) {
        if (!done.get(ResponsesParts.checked(item))) {
            parts.summary(item, part).add(delta, out);
        }
    }

    void reasoningDelta(int item, int part, String delta, ChunkEmitter out) {
        if (!done.get(ResponsesParts.checked(item))) {
            parts.reasoning(item, part).add(delta, out);
        }
    }

    /** Pieces of a call that was not announced have no name yet; they come again with the whole item. */
    void argumentsDelta(int item, String delta, ChunkEmitter out) {
        if (announced.get(ResponsesParts.checked(item)) && !done.get(item)) {
            parts.arguments(item).add(delta, out);
        }
    }

    void annotation(int item, int part, String annotation, ChunkEmitter out) {
        if (!done.get(ResponsesParts.checked(item))) {
            parts.text(item, part).cite(annotation, out);
        }
    }

    /** Emits what of a text the deltas did not bring. */
    void textDone(int item, int part, String text, ChunkEmitter out) {
        if (!done.get(ResponsesParts.checked(item))) {
            parts.text(item, part).rest(text, out);
        }
    }

    void refusalDone(int item, int part, String text, ChunkEmitter out) {
        if (!done.get(ResponsesParts.checked(item))) {
            refusal |= !text.isEmpty();
            parts.refusal(item, part).rest(text, out);
        }
    }

    void summaryDone(int item, int part, String text, ChunkEmitter out) {
        if (!done.get(ResponsesParts.checked(item))) {
            parts.summary(item, part).rest(text, out);
        }
    }

    void reasoningDone(int item, int part, String text, ChunkEmitter out) {
        if (!done.get(ResponsesParts.checked(item))) {
            parts.reasoning(item, part).rest(text, out);
        }
    }

    void argumentsDone(int item, String arguments, ChunkEmitter out) {
        if (announced.get(ResponsesParts.checked(item)) && !done.get(item)) {
            parts.arguments(item).rest(arguments, out);
        }
    }

    /** Opens what begins with its item, so that the parts stand in the order of the items. */
    void added(String raw, int index, ChunkEmitter out) {
        ResponsesItem item = ResponsesItem.read(raw);
        if (done.get(ResponsesParts.checked(index))) {
            return;
        }
        switch (item.type) {
            case "reasoning" -> out.thinkingStart(0, ResponsesParts.first(index));
            case "function_call", "custom_tool_call" -> announce(item, index, out);
            default -> {}
        }
    }

    private void announce(ResponsesItem item, int index, ChunkEmitter out) {
        calls = true;
        announced.set(index);
        out.toolCall(0, parts.arguments(index).key(), item.callId, item.name == null ? "" : item.name);
    }

    /**
     * Reads the items of the last event, or of the whole answer. They are numbered by their place; where that does not agree
     * with the numbers of the events, by their order.
     */
    void all(List<String> items, ChunkEmitter out) {
        boolean gaps = done.cardinality() == items.size() && done.length() != items.size();
        int index = -1;
        for (String item : items) {
            index = gaps ? done.nextSetBit(index + 1) : index + 1;
            item(item, index, out);
        }
    }

    /** Reads a whole item; final but for the reasoning's encrypted content, of which the last one counts. */
    void item(String raw, int index, ChunkEmitter out) {
        boolean known = done.get(ResponsesParts.checked(index));
        ResponsesItem item = ResponsesItem.read(raw);
        if (item.type.equals("reasoning")) {
            if (!known || openThoughts.get(index)) {
                reasoning(item, index, known, out);
            }
        } else if (!known) {
            switch (item.type) {
                case "message" -> message(item, index, out);
                case "function_call", "custom_tool_call" -> call(item, index, out);
                case "" -> {} // not an item
                default ->
                    out.part(0, ResponsesParts.first(index), new Part.Opaque(ResponsesCodec.API, item.type, raw));
            }
        }
        done.set(index);
    }

    private void reasoning(ResponsesItem item, int index, boolean known, ChunkEmitter out) {
        int key = ResponsesParts.first(index);
        out.thinkingStart(0, key);
        if (!known) {
            List<String> summaries = ResponsesItem.texts(item.summary);
            for (int i = 0; i < summaries.size(); i++) {
                parts.summary(index, i).rest(summaries.get(i), out);
            }
            List<String> contents = ResponsesItem.texts(item.content);
            for (int i = 0; i < contents.size(); i++) {
                parts.reasoning(index, i).rest(contents.get(i), out);
            }
        }
        Map<String, String> data = data(item);
        data.remove(ID);
        data.put(ITEM, item.raw);
        out.providerData(0, key, new ProviderData(ResponsesCodec.API, data));
        openThoughts.set(index, item.encrypted);
        parts.endThoughts(index, item.encrypted, out);
    }

    private Map<String, String> data(ResponsesItem item) {
        Map<String, String> data = new TreeMap<>();
        put(data, ORIGIN, origin);
        put(data, RESPONSE, responseId);
        put(data, ID, item.id);
        return data;
    }

    private static void put(Map<String, String> data, String name, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            data.put(name, value);
        }
    }

    private void call(ResponsesItem item, int index, ChunkEmitter out) {
        announce(item, index, out);
        ResponsesParts.Piece arguments = parts.arguments(index);
        arguments.rest(item.arguments == null ? "" : item.arguments, out);
        Map<String, String> data = data(item);
        put(data, "namespace", item.namespace);
        put(data, "caller", item.caller);
        put(data, ToolCalls.TYPE, item.type.equals("custom_tool_call") ? ToolCalls.CUSTOM : null);
        out.providerData(0, arguments.key(), new ProviderData(ResponsesCodec.API, data));
        out.end(0, arguments.key());
    }

    private void message(ResponsesItem item, int index, ChunkEmitter out) {
        if (item.content == null) {
            return;
        }
        Map<String, String> data = data(item);
        put(data, PHASE, item.phase);
        ProviderData kept = new ProviderData(ResponsesCodec.API, data);
        JsonReader json = JsonReader.of(item.content);
        json.beginArray();
        for (int part = 0; json.nextElement(); part++) {
            content(ResponsesItem.read(json.raw()), index, part, kept, out);
        }
    }

    private void content(ResponsesItem part, int index, int at, ProviderData kept, ChunkEmitter out) {
        switch (part.type) {
            case "output_text" -> {
                ResponsesParts.Piece text = parts.text(index, at);
                out.textStart(0, text.key());
                text.whole(part, out);
                out.providerData(0, text.key(), kept);
                out.end(0, text.key());
            }
            case "refusal" -> {
                String words = part.refusal == null ? "" : part.refusal;
                refusal |= !words.isEmpty();
                parts.refusal(index, at).rest(words, out);
            }
            case "" -> {}
            default ->
                out.part(0, parts.refusal(index, at).key(), new Part.Opaque(ResponsesCodec.API, part.type, part.raw));
        }
    }
}
