package dev.weir.bedrock;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/**
 * The time to sign with. AWS refuses signatures that are five minutes off; a machine whose clock is that wrong learns the
 * difference from the {@code Date} of the refusal, so that sending again succeeds. Thread-safe.
 */
final class ClockSkew {

    private static final Duration TOLERATED = Duration.ofMinutes(4);

    private final Clock local;
    private volatile Duration offset = Duration.ZERO;

    ClockSkew(Clock local) {
        this.local = local;
    }

    /** Returns the local clock, corrected by what was learnt. */
    Clock corrected() {
        return Clock.offset(local, offset);
    }

    /** Returns whether this date of a refused request tells something new, so that a fresh signature may be accepted. */
    boolean learn(@Nullable String date) {
        if (date == null) {
            return false;
        }
        try {
            Instant server = ZonedDateTime.parse(date.trim(), DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            boolean news = Duration.between(corrected().instant(), server).abs().compareTo(TOLERATED) >= 0;
            if (news) {
                offset = Duration.between(local.instant(), server);
            }
            return news;
        } catch (DateTimeParseException junk) {
            return false;
        }
    }
}
