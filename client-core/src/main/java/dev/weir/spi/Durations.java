package dev.weir.spi;

import java.time.Duration;
import java.util.regex.Pattern;

/** How headers write durations. */
final class Durations {

    static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,12})?");
    static final Pattern PIECE = Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,12})?)(h|ms|m|s|us|µs|ns)");

    private Durations() {}

    static Duration of(String number, double nanosPerUnit) {
        return Duration.ofNanos((long) Math.min(Double.parseDouble(number) * nanosPerUnit, 9e18));
    }
}
