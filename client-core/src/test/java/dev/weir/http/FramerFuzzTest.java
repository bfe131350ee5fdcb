package dev.weir.http;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.weir.http.Framed.Event;
import dev.weir.spi.Framing;
import dev.weir.spi.JsonException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Whatever bytes come and however they are cut, every framing gives out the same events or the same refusal, and server-sent
 * events are those of the standard. The seeds run with every build; to search with coverage as a
 * guide:
 *
 * <pre>{@code
 * JAZZER_FUZZ=1 mvn test -pl client-core -Dtest='FramerFuzzTest#theCutDoesNotMatter' -Djazzer.max_duration=10m
 * }</pre>
 *
 * <p>Findings are written beside the seeds in {@code src/test/resources} and from then on run with every build.
 */
class FramerFuzzTest {

    private static final int LIMIT = 1 << 16;

    @FuzzTest(maxDuration = "5m")
    void theCutDoesNotMatter(byte[] body) {
        for (Framing framing : Framing.values()) {
            if (framing != Framing.DOCUMENT) {
                List<Event> whole = events(framing, List.of(body));
                same(whole, events(framing, Framed.singles(body)));
                same(whole, events(framing, Framed.randomSplit(body, new Random(Arrays.hashCode(body)), 32)));
            }
        }
    }

    @FuzzTest(maxDuration = "5m")
    void eventsAreThoseOfTheStandard(byte[] body) {
        same(SseStandard.parse(body), events(Framing.SSE, List.of(body)));
    }

    /** Returns null if the body is refused. */
    private static @Nullable List<Event> events(Framing framing, List<byte[]> pieces) {
        try {
            return Framed.of(Framer.of(framing, LIMIT), pieces);
        } catch (JsonException | TooLargeException refused) {
            return null;
        }
    }

    private static void same(@Nullable List<Event> expected, @Nullable List<Event> events) {
        if (expected == null ? events != null : !expected.equals(events)) {
            throw new AssertionError("Other events: " + events + " instead of " + expected);
        }
    }
}
