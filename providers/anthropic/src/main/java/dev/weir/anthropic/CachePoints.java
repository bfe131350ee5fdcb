package dev.weir.anthropic;

import dev.weir.Part;
import dev.weir.Warning;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts cache points on the block before them. Anthropic caches the prefix in the order tools, instructions, messages,
 * so a point before the first instruction means the tools.
 *
 * @see <a href="https://docs.anthropic.com/en/docs/build-with-claude/prompt-caching">Prompt caching</a>
 */
final class CachePoints {

    private static final int LIMIT = 4;
    private static final Duration SHORT = Duration.ofMinutes(5);
    private static final Duration LONG = Duration.ofHours(1);

    private final List<Warning> warnings;
    private final List<CacheMark> marks = new ArrayList<>();
    private @Nullable CacheMark before;

    CachePoints(List<Warning> warnings) {
        this.warnings = warnings;
    }

    /** Tells what comes next in the prefix; one that cannot carry a mark leaves it to the one before. */
    void passed(@Nullable CacheMark mark) {
        if (mark != null) {
            before = mark;
        }
    }

    /** Sets the mark a cache point asks for. */
    void add(Part.CachePoint point) {
        if (before == null) {
            warnings.add(new Warning("cachePoint", "left out: nothing stands before it that could be cached"));
            return;
        }
        if (!marks.contains(before)) {
            marks.add(before);
        }
        before.set(ttl(point.ttl()));
    }

    /** Keeps the last points, which cover the most, where there are more than the API takes. */
    void limit() {
        int surplus = marks.size() - LIMIT;
        if (surplus > 0) {
            marks.subList(0, surplus).forEach(CacheMark::clear);
            warnings.add(new Warning("cachePoint", "only the last " + LIMIT + " of " + marks.size() + " were kept"));
        }
    }

    private @Nullable String ttl(@Nullable Duration asked) {
        if (asked == null) {
            return null;
        }
        boolean small = asked.compareTo(SHORT) <= 0;
        if (!asked.equals(SHORT) && !asked.equals(LONG)) {
            warnings.add(new Warning(
                    "cachePoint.ttl",
                    "changed from " + asked + " to " + (small ? SHORT : LONG) + ": the nearest there is"));
        }
        return small ? "5m" : "1h";
    }
}
