package dev.weir.google;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.Citation;
import dev.weir.Part;
import dev.weir.Response;
import dev.weir.spi.ChunkEmitter;
import dev.weir.spi.JsonReader;
import dev.weir.spi.JsonWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Ties the sources of <a href="https://ai.google.dev/gemini-api/docs/google-search">grounding</a> and of recitations to the
 * text parts they support. Google counts in UTF-8 bytes over the whole text, Weir in characters of the part.
 */
final class Citations {

    private final CandidateState candidate;
    private final ChunkEmitter out;
    private final List<String> texts = new ArrayList<>();
    private final String joined;
    private final byte[] bytes;

    private Citations(CandidateState candidate, ChunkEmitter out) {
        this.candidate = candidate;
        this.out = out;
        Response soFar = out.accumulator().snapshot();
        if (candidate.choice() < soFar.choices().size()) {
            for (Part part : soFar.choices().get(candidate.choice()).message().parts()) {
                if (part instanceof Part.Text text) {
                    texts.add(text.text());
                }
            }
        }
        joined = String.join("", texts);
        bytes = joined.getBytes(UTF_8);
    }

    /** Adds the sources that a {@code groundingMetadata} or {@code citationMetadata} object names. */
    static void add(String metadata, CandidateState candidate, ChunkEmitter out) {
        if (candidate.isFinished() || candidate.textKeys().isEmpty()) {
            return; // the parts are closed or there are none; the metadata is still among the extras
        }
        Map<?, ?> values = map(JsonReader.of(metadata).any());
        Citations citations = new Citations(candidate, out);
        citations.grounding(values);
        citations.recitation(list(values.get("citationSources")));
        citations.recitation(list(values.get("citations")));
    }

    private void grounding(Map<?, ?> values) {
        List<?> chunks = list(values.get("groundingChunks"));
        for (Object entry : list(values.get("groundingSupports"))) {
            Map<?, ?> support = map(entry);
            Map<?, ?> segment = map(support.get("segment"));
            for (Object index : list(support.get("groundingChunkIndices"))) {
                if (index instanceof Long at && at >= 0 && at < chunks.size()) {
                    grounded(support, segment, map(chunks.get(at.intValue())));
                }
            }
        }
    }

    private void grounded(Map<?, ?> support, Map<?, ?> segment, Map<?, ?> chunk) {
        Map<?, ?> source = Map.of();
        for (Object kind : chunk.values()) {
            source = kind instanceof Map<?, ?> found ? found : source;
        }
        Map<Object, @Nullable Object> raw = new LinkedHashMap<>(support);
        raw.put("groundingChunk", chunk);
        cite(text(source.get("uri")), text(source.get("title")), text(source.get("text")), segment, raw);
    }

    private void recitation(List<?> sources) {
        for (Object entry : sources) {
            Map<?, ?> source = map(entry);
            cite(text(source.get("uri")), text(source.get("title")), null, source, source);
        }
    }

    private void cite(
            @Nullable String url, @Nullable String title, @Nullable String quote, Map<?, ?> segment, Map<?, ?> raw) {
        int start = 0;
        int end = 0;
        String supported = text(segment.get("text"));
        if (segment.get("endIndex") instanceof Long to) {
            start = characters(segment.get("startIndex") instanceof Long from ? from : 0);
            end = characters(to);
        }
        if (supported != null && (end < start || !joined.substring(start, end).equals(supported))) {
            start = Math.max(0, joined.indexOf(supported));
            end = joined.startsWith(supported, start) ? start + supported.length() : start;
        }
        int part = 0;
        while (part < texts.size() - 1 && start >= texts.get(part).length()) {
            start -= texts.get(part).length();
            end -= texts.get(part).length();
            part++;
        }
        boolean known = end > start;
        int last = Math.min(end, texts.isEmpty() ? 0 : texts.get(part).length());
        String json = new JsonWriter().any(raw).toString();
        Citation citation = new Citation(url, title, quote, known ? start : null, known ? last : null, json);
        out.citation(candidate.choice(), candidate.textKeys().get(part), citation);
    }

    /** Returns how many characters the first {@code count} bytes of the text are. */
    private int characters(long count) {
        int limit = (int) Math.max(0, Math.min(count, bytes.length));
        return Math.min(joined.length(), new String(bytes, 0, limit, UTF_8).length());
    }

    private static Map<?, ?> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    private static List<?> list(@Nullable Object value) {
        return value instanceof List<?> list ? list : List.of();
    }

    private static @Nullable String text(@Nullable Object value) {
        return value instanceof String text && !text.isEmpty() ? text : null;
    }
}
