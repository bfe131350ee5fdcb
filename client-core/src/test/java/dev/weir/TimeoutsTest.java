package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TimeoutsTest {

    private static final Map<String, BiFunction<Timeouts, @Nullable Duration, Timeouts>> SETTERS = Map.of(
            "connect", Timeouts::connect,
            "poolWait", Timeouts::poolWait,
            "responseHead", Timeouts::responseHead,
            "firstChunk", Timeouts::firstChunk,
            "idle", Timeouts::idle,
            "total", Timeouts::total);

    private static final Map<String, Function<Timeouts, @Nullable Duration>> GETTERS = Map.of(
            "connect", Timeouts::connect,
            "poolWait", Timeouts::poolWait,
            "responseHead", Timeouts::responseHead,
            "firstChunk", Timeouts::firstChunk,
            "idle", Timeouts::idle,
            "total", Timeouts::total);

    @Test
    void everyLimitIsChangedAloneInACopy() {
        SETTERS.forEach((name, setter) -> {
            Timeouts changed = setter.apply(Timeouts.DEFAULT, Duration.ofMillis(7));
            GETTERS.forEach((other, getter) -> assertThat(getter.apply(changed))
                    .isEqualTo(other.equals(name) ? Duration.ofMillis(7) : getter.apply(Timeouts.DEFAULT)));
            assertThat(GETTERS.get(name).apply(setter.apply(changed, null))).isNull();
        });
        assertThat(Timeouts.DEFAULT.keepAliveCounts()).isFalse();
        assertThat(Timeouts.DEFAULT.keepAliveCounts(true).keepAliveCounts()).isTrue();
    }

    @Test
    void aLimitThatIsNotPositiveOrEndlessIsAnErrorThatNamesIt() {
        SETTERS.forEach((name, setter) -> {
            for (Duration limit : new Duration[] {
                Duration.ZERO, Duration.ofNanos(-1), ChronoUnit.FOREVER.getDuration(), Duration.ofDays(1_001)
            }) {
                assertThatThrownBy(() -> setter.apply(Timeouts.DEFAULT, limit))
                        .isInstanceOf(ConfigurationException.class)
                        .hasMessageContaining(name)
                        .hasMessageContaining("null for no limit");
            }
        });
    }

    @Test
    void theFourUsualLimitsAreSetAtOnce() {
        Timeouts limits =
                Timeouts.of(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(3), Duration.ofSeconds(4));
        assertThat(limits)
                .isEqualTo(Timeouts.DEFAULT
                        .connect(Duration.ofSeconds(1))
                        .firstChunk(Duration.ofSeconds(2))
                        .idle(Duration.ofSeconds(3))
                        .total(Duration.ofSeconds(4)));
    }

    @Test
    void aPassedLimitNamesItsPhaseAndLength() {
        for (LlmTimeoutException.Phase phase : LlmTimeoutException.Phase.values()) {
            LlmTimeoutException failure =
                    new LlmTimeoutException(phase, Duration.ofMillis(1500), null, new ModelId("p", "m"), null);
            assertThat(failure)
                    .hasMessageContaining("p/m")
                    .hasMessageContaining(
                            phase.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' '))
                    .hasMessageContaining("1500 ms");
            assertThat(failure.phase()).isEqualTo(phase);
            assertThat(failure.limit()).isEqualTo(Duration.ofMillis(1500));
            assertThat(failure.retryable()).isTrue();
            assertThat(failure.errorType()).isEqualTo("timeout");
        }
    }
}
