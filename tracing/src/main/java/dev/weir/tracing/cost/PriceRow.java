package dev.weir.tracing.cost;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The prices of one model.
 *
 * @param provider as {@link ProviderNames} writes it; empty for any
 * @param model what the row is called
 * @param match which names it applies to, besides its own
 * @param prices what applies when; the last one whose time has come counts, else the first
 * @param page where the provider publishes the price
 */
record PriceRow(
        String provider,
        String model,
        ModelMatch match,
        List<Dated> prices,
        @Nullable String page) {

    /** A price and when it applies. */
    record Dated(When when, Price price) {}

    /** When a price applies. */
    sealed interface When {

        /** Whenever nothing else does. */
        When ALWAYS = new From(LocalDate.MIN);

        boolean includes(Instant at);
    }

    /** From the beginning of a day on, UTC. */
    record From(LocalDate day) implements When {
        @Override
        public boolean includes(Instant at) {
            return !at.atZone(ZoneOffset.UTC).toLocalDate().isBefore(day);
        }
    }

    /** Between two times of every day, UTC; past midnight if the end is the earlier one. */
    record Daily(LocalTime start, LocalTime end) implements When {
        @Override
        public boolean includes(Instant at) {
            LocalTime time = at.atZone(ZoneOffset.UTC).toLocalTime();
            boolean begun = !time.isBefore(start);
            boolean over = !time.isBefore(end);
            return start.isBefore(end) ? begun && !over : begun || !over;
        }
    }

    PriceRow {
        prices = List.copyOf(prices);
    }

    Price at(Instant time) {
        for (int i = prices.size() - 1; i > 0; i--) {
            if (prices.get(i).when().includes(time)) {
                return prices.get(i).price();
            }
        }
        return prices.get(0).price();
    }

    /** Returns how closely a name in lower case fits. */
    int score(String name) {
        return name.equals(ModelMatch.lower(model)) ? ModelMatch.EXACT : match.score(name);
    }
}
