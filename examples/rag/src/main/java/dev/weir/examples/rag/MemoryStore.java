package dev.weir.examples.rag;

import dev.weir.tracing.rag.Hit;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import reactor.core.publisher.Mono;

/**
 * A vector store in memory. Its embedding counts words, hashed into a fixed number of places: enough to find texts that share
 * words with a question, and it needs no network.
 */
final class MemoryStore {

    private static final int DIMENSIONS = 256;

    private record Entry(String id, String text, float[] vector) {}

    private final List<Entry> entries;

    MemoryStore(List<String> texts) {
        entries = IntStream.range(0, texts.size())
                .mapToObj(i -> new Entry("doc-" + i, texts.get(i), vector(texts.get(i))))
                .toList();
    }

    Mono<float[]> embed(String text) {
        return Mono.fromSupplier(() -> vector(text));
    }

    /** Finds the texts most like the vector, best first. */
    Mono<List<Hit>> search(float[] vector, int limit) {
        return Mono.fromSupplier(() -> entries.stream()
                .map(entry -> new Hit(entry.id(), entry.text(), dot(vector, entry.vector())))
                .filter(hit -> hit.score() > 0)
                .sorted(Comparator.comparingDouble(Hit::score).reversed())
                .limit(limit)
                .toList());
    }

    /** Prefers texts with the question's longer words, which say more than the short ones. */
    static Mono<List<Hit>> rerank(String question, List<Hit> hits, int limit) {
        List<String> words =
                words(question).stream().filter(word -> word.length() > 4).toList();
        return Mono.fromSupplier(() -> hits.stream()
                .map(hit -> hit.scored((double) words(hit.text()).stream()
                        .filter(words::contains)
                        .distinct()
                        .count()))
                .sorted(Comparator.comparingDouble(Hit::score).reversed())
                .limit(limit)
                .toList());
    }

    private static List<String> words(String text) {
        return List.of(text.toLowerCase(Locale.ROOT).split("[^\\p{L}]+"));
    }

    private static float[] vector(String text) {
        float[] vector = new float[DIMENSIONS];
        for (String word : words(text)) {
            vector[Math.floorMod(word.hashCode(), DIMENSIONS)]++;
        }
        float length = (float) Math.sqrt(dot(vector, vector));
        for (int i = 0; i < DIMENSIONS; i++) {
            vector[i] /= length;
        }
        return vector;
    }

    private static double dot(float[] left, float[] right) {
        return IntStream.range(0, DIMENSIONS)
                .mapToDouble(i -> left[i] * right[i])
                .sum();
    }
}
