package dev.weir.tracing;

import java.net.URI;
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
 * @param nanoTime the clock of durations
 * @param ambient how session and attribution travel
 * @param content what users' own steps may tell of what they are given and give back
 */
record Settings(
        Semconv semconv,
        boolean cancelAsError,
        Predicate<URI> propagateTo,
        Set<Extra> extras,
        LongSupplier nanoTime,
        Ambient ambient,
        StepContent content) {

    static final Settings DEFAULT = new Settings(
            Semconv.V1_41, false, uri -> false, Set.of(), System::nanoTime, Ambient.DEFAULT, StepContent.NONE);

    boolean has(Extra extra) {
        return extras.contains(extra);
    }
}
