package dev.weir.openai;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How a server's Chat Completions differ from OpenAI's: data only. Immutable; every method returns a changed copy. Start
 * from {@link #OPENAI} or {@link #COMPATIBLE}.
 *
 * <p>Fields are named as OpenAI names them. Places that are not fields of the request's top level are named by their path:
 * {@code messages[].name}, {@code tools[].custom}, {@code tools[].function.strict}, {@code tool_choice.none},
 * {@code tool_choice.named}, {@code tool_choice.allowed_tools}, {@code content[].file}, {@code content[].video_url}. An
 * option whose field a dialect is {@linkplain #without without} is not sent and becomes a warning on the response.
 */
public final class Dialect {

    /** How earlier thoughts of the model are sent back to it. */
    public enum Replay {
        /** Not at all. */
        NONE,
        /** As the field {@code reasoning} of the assistant message. */
        REASONING,
        /** As the field {@code reasoning_content}, with {@code thinking_blocks} where the answer had them. */
        REASONING_CONTENT,
        /** As {@code reasoning_details}, unchanged; as {@code reasoning} where the answer had none. */
        REASONING_DETAILS,
        /** As content parts of type {@code thinking}. */
        THINKING_PARTS
    }

    /** How the wish to think more or less is written. */
    public enum ThinkingStyle {
        /** {@code "reasoning_effort":"high"}. */
        EFFORT,
        /** {@code "thinking":{"type":"enabled"}}, with the effort beside it where one was named. */
        TOGGLE,
        /** {@code "reasoning":{"effort":"high"}} or {@code {"max_tokens":2000}}. */
        OBJECT
    }

    /** What the server knows of JSON answers. */
    public enum StructuredOutput {
        /** JSON by a schema, strictly held on request. */
        STRICT_SCHEMA,
        /** JSON by a schema; the word {@code strict} must not be sent. */
        SCHEMA,
        /** Any JSON only. */
        JSON_ONLY
    }

    /** How a {@link dev.weir.Part.CachePoint} is written on the part before it. */
    public enum CacheMark {
        /** Not at all: the server caches by itself. */
        NONE,
        /** {@code "prompt_cache_breakpoint":{"mode":"explicit"}}. */
        BREAKPOINT,
        /** {@code "cache_control":{"type":"ephemeral"}}. */
        CACHE_CONTROL
    }

    /** How a document is written. */
    public enum DocumentStyle {
        /** A {@code file} part of bytes or of an uploaded file. */
        FILE,
        /** A {@code file} part that may also name an address. */
        FILE_OR_URL,
        /** A {@code document_url} part. */
        DOCUMENT_URL
    }

    /** What ids of tool calls look like. */
    public enum CallIdStyle {
        /** Anything. */
        ANY,
        /** Exactly nine letters and digits; ids of another origin are mapped. */
        NINE_ALPHANUMERIC
    }

    private enum Setting {
        REQUIRED_WORD,
        REPLAY,
        THINKING,
        STRUCTURED_OUTPUT,
        CACHE_MARK,
        DOCUMENTS,
        CALL_IDS,
        REQUEST_ID_HEADERS,
        THINK_TAGS,
        EMBEDDING_ENCODING,
        EMBEDDING_BATCH
    }

    /** OpenAI itself. */
    public static final Dialect OPENAI = new Dialect(Map.of(), new EnumMap<>(Setting.class))
            .without("top_k", "content[].video_url", "input_type")
            .cacheMark(CacheMark.BREAKPOINT)
            .embeddings("base64", 2048);

    /** What most compatible servers understand. */
    public static final Dialect COMPATIBLE = OPENAI.rename("max_completion_tokens", "max_tokens")
            .without("tools[].custom", "tool_choice.allowed_tools")
            .cacheMark(CacheMark.NONE)
            .embeddings("float", 2048);

    private final Map<String, String> fields;
    private final EnumMap<Setting, Object> settings;

    private Dialect(Map<String, String> fields, EnumMap<Setting, Object> settings) {
        this.fields = fields;
        this.settings = settings;
    }

    /** Says that the server knows these fields under OpenAI's names. */
    public Dialect with(String... names) {
        return change(map -> {
            List.of(names).forEach(map::remove);
            return map;
        });
    }

    /** Says that the server does not know these fields. */
    public Dialect without(String... names) {
        return change(map -> {
            List.of(names).forEach(name -> map.put(name, ""));
            return map;
        });
    }

    /** Says that the server knows OpenAI's field under another name. */
    public Dialect rename(String openAiName, String wireName) {
        return change(map -> {
            map.put(openAiName, wireName);
            return map;
        });
    }

    /** Sets the word of {@code tool_choice} that forces some tool; {@code required} by default. */
    public Dialect requiredToolChoice(String word) {
        return set(Setting.REQUIRED_WORD, Objects.requireNonNull(word, "word"));
    }

    /** Sets how earlier thoughts are sent back; {@link Replay#NONE} by default. */
    public Dialect replay(Replay replay) {
        return set(Setting.REPLAY, replay);
    }

    /** Sets how the wish to think is written; {@link ThinkingStyle#EFFORT} by default. */
    public Dialect thinking(ThinkingStyle style) {
        return set(Setting.THINKING, style);
    }

    /** Sets what the server knows of JSON answers; {@link StructuredOutput#STRICT_SCHEMA} by default. */
    public Dialect structuredOutput(StructuredOutput kind) {
        return set(Setting.STRUCTURED_OUTPUT, kind);
    }

    /** Sets how cache points are written; {@link CacheMark#NONE} by default except for OpenAI. */
    public Dialect cacheMark(CacheMark mark) {
        return set(Setting.CACHE_MARK, mark);
    }

    /** Sets how documents are written; {@link DocumentStyle#FILE} by default. */
    public Dialect documents(DocumentStyle style) {
        return set(Setting.DOCUMENTS, style);
    }

    /** Sets what ids of tool calls must look like; {@link CallIdStyle#ANY} by default. */
    public Dialect callIds(CallIdStyle style) {
        return set(Setting.CALL_IDS, style);
    }

    /** Sets the response headers that may hold the request id, best first; {@code x-request-id} by default. */
    public Dialect requestIdHeaders(String... names) {
        return set(Setting.REQUEST_ID_HEADERS, List.of(names));
    }

    /**
     * Sets whether {@code <think>...</think>} at the begin of an answer's text is taken out of it and delivered as thinking;
     * false by default, for a model may speak about such tags.
     */
    public Dialect thinkTags(boolean split) {
        return set(Setting.THINK_TAGS, split);
    }

    /**
     * Sets how embeddings are asked for.
     *
     * @param encoding {@code float} or {@code base64}; empty to leave it to the server
     * @param batch how many inputs one request may carry
     */
    public Dialect embeddings(String encoding, int batch) {
        return set(Setting.EMBEDDING_ENCODING, encoding).set(Setting.EMBEDDING_BATCH, batch);
    }

    /** Returns the field's name on the wire, null if the server does not know it. */
    @Nullable
    String field(String name) {
        String wire = fields.get(name);
        return wire == null ? name : wire.isEmpty() ? null : wire;
    }

    boolean knows(String name) {
        return field(name) != null;
    }

    String requiredToolChoice() {
        return get(Setting.REQUIRED_WORD, "required");
    }

    Replay replay() {
        return get(Setting.REPLAY, Replay.NONE);
    }

    ThinkingStyle thinking() {
        return get(Setting.THINKING, ThinkingStyle.EFFORT);
    }

    StructuredOutput structuredOutput() {
        return get(Setting.STRUCTURED_OUTPUT, StructuredOutput.STRICT_SCHEMA);
    }

    CacheMark cacheMark() {
        return get(Setting.CACHE_MARK, CacheMark.NONE);
    }

    DocumentStyle documents() {
        return get(Setting.DOCUMENTS, DocumentStyle.FILE);
    }

    CallIdStyle callIds() {
        return get(Setting.CALL_IDS, CallIdStyle.ANY);
    }

    List<String> requestIdHeaders() {
        return get(Setting.REQUEST_ID_HEADERS, List.of("x-request-id", "request-id"));
    }

    boolean thinkTags() {
        return get(Setting.THINK_TAGS, false);
    }

    String embeddingEncoding() {
        return get(Setting.EMBEDDING_ENCODING, "");
    }

    int embeddingBatch() {
        return get(Setting.EMBEDDING_BATCH, Integer.MAX_VALUE);
    }

    private Dialect change(UnaryOperator<Map<String, String>> change) {
        return new Dialect(Collections.unmodifiableMap(change.apply(new TreeMap<>(fields))), settings);
    }

    private Dialect set(Setting setting, Object value) {
        EnumMap<Setting, Object> copy = new EnumMap<>(settings);
        copy.put(setting, value);
        return new Dialect(fields, copy);
    }

    @SuppressWarnings("unchecked") // each setting is only ever set by its own method
    private <T> T get(Setting setting, T fallback) {
        Object value = settings.get(setting);
        return value == null ? fallback : (T) value;
    }

    /** Lists what differs from OpenAI. */
    @Override
    public String toString() {
        return "Dialect" + fields + settings;
    }
}
