package dev.weir.tracing;

import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * How a {@link Tracing} behaves.
 *
 * @param semconv which names
 * @param cancelAsError whether a cancelled call counts as failed
 * @param propagateTo which servers are sent trace headers
 * @param extras what is recorded beyond the conventions
 * @param content what becomes of content
 * @param exceptions where exceptions are recorded
 * @param dialects what writes names of its own beside those of the conventions
 * @param costs what is made of prices
 * @param ambient how session and attribution travel
 * @param nanoTime the clock of durations
 */
record Settings(
        Semconv semconv,
        boolean cancelAsError,
        Predicate<URI> propagateTo,
        Set<Extra> extras,
        ContentSettings content,
        ExceptionSignal exceptions,
        List<AttributeDialect> dialects,
        CostSettings costs,
        Ambient ambient,
        LongSupplier nanoTime) {

    static final Settings DEFAULT = new Settings(
            Semconv.V1_41,
            false,
            uri -> false,
            Set.of(),
            ContentSettings.DEFAULT,
            ExceptionSignal.SPAN,
            List.of(),
            CostSettings.NONE,
            Ambient.DEFAULT,
            System::nanoTime);

    boolean has(Extra extra) {
        return extras.contains(extra);
    }
}
