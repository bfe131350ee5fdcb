package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OptionsTest {

    /** One option: how it is set, how it is read, and to what. */
    private record Option(UnaryOperator<Options> setter, Function<Options, @Nullable Object> getter, Object value) {}

    private static final List<Option> ALL = List.of(
            new Option(o -> o.temperature(0.5), Options::temperature, 0.5),
            new Option(o -> o.topP(0.9), Options::topP, 0.9),
            new Option(o -> o.topK(40), Options::topK, 40),
            new Option(o -> o.maxTokens(100), Options::maxTokens, 100),
            new Option(o -> o.stop("a", "b"), Options::stop, List.of("a", "b")),
            new Option(o -> o.seed(7), Options::seed, 7L),
            new Option(o -> o.presencePenalty(0.1), Options::presencePenalty, 0.1),
            new Option(o -> o.frequencyPenalty(0.2), Options::frequencyPenalty, 0.2),
            new Option(o -> o.choiceCount(3), Options::choiceCount, 3),
            new Option(o -> o.logprobs(true), Options::logprobs, true),
            new Option(o -> o.topLogprobs(5), Options::topLogprobs, 5),
            new Option(o -> o.logitBias(Map.of("50256", -100)), Options::logitBias, Map.of("50256", -100)),
            new Option(o -> o.thinking(Thinking.LOW), Options::thinking, Thinking.LOW),
            new Option(o -> o.parallelToolCalls(false), Options::parallelToolCalls, false),
            new Option(o -> o.serviceTier("flex"), Options::serviceTier, "flex"),
            new Option(o -> o.metadata(Map.of("k", "v")), Options::metadata, Map.of("k", "v")),
            new Option(o -> o.timeouts(Timeouts.DEFAULT), Options::timeouts, Timeouts.DEFAULT));

    @Test
    void everyOptionIsAbsentUntilSet() {
        for (Option option : ALL) {
            Object absent = option.getter.apply(Options.EMPTY);
            assertThat(absent == null || absent.equals(List.of()) || absent.equals(Map.of()))
                    .isTrue();
            assertThat(option.getter.apply(option.setter.apply(Options.EMPTY))).isEqualTo(option.value);
        }
    }

    @Test
    void settingCopiesAndSettingTheSameDoesNot() {
        for (Option option : ALL) {
            Options once = option.setter.apply(Options.EMPTY);
            assertThat(once).isNotEqualTo(Options.EMPTY);
            assertThat(option.setter.apply(once)).isSameAs(once);
            assertThat(once)
                    .isEqualTo(option.setter.apply(Options.EMPTY))
                    .hasSameHashCodeAs(option.setter.apply(Options.EMPTY));
        }
        assertThat(Options.EMPTY.temperature()).isNull();
    }

    @Test
    void everyAbsentOptionComesFromTheDefaults() {
        Options all = Options.EMPTY;
        for (Option option : ALL) {
            all = option.setter.apply(all);
        }
        assertThat(Options.EMPTY.orElse(all)).isEqualTo(all);
        assertThat(all.orElse(Options.EMPTY)).isEqualTo(all);
        for (Option option : ALL) {
            assertThat(option.setter.apply(Options.EMPTY).orElse(all)).isEqualTo(all);
        }
        Options own = Options.EMPTY.temperature(1).stop("x");
        assertThat(own.orElse(all).temperature()).isEqualTo(1);
        assertThat(own.orElse(all).stop()).containsExactly("x");
        assertThat(own.orElse(all).topK()).isEqualTo(40);
    }

    @Test
    void noStopSequencesRemovesThem() {
        assertThat(Options.EMPTY.stop("a").stop(new String[0])).isEqualTo(Options.EMPTY);
    }

    @Test
    void alternativesPerTokenSwitchLogProbabilitiesOn() {
        assertThat(Options.EMPTY.topLogprobs(2).logprobs()).isTrue();
    }

    @Test
    void theTotalLimitKeepsTheOthers() {
        Timeouts limits = Timeouts.DEFAULT.idle(Duration.ofSeconds(3));
        Options options = Options.EMPTY.timeouts(limits).timeout(Duration.ofSeconds(9));
        assertThat(options.timeouts()).isEqualTo(limits.total(Duration.ofSeconds(9)));
        assertThat(Options.EMPTY.timeout(Duration.ofSeconds(9)).timeouts())
                .isEqualTo(Timeouts.DEFAULT.total(Duration.ofSeconds(9)));
    }

    @Test
    void nonsenseIsRefused() {
        assertThatThrownBy(() -> Options.EMPTY.maxTokens(0)).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> Options.EMPTY.thinking(null)).hasMessage("thinking");
        assertThatThrownBy(() -> Thinking.budget(-1)).isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void thinkingIsALevelOrABudget() {
        assertThat(Thinking.level("XHigh").level()).isEqualTo("xhigh");
        assertThat(Thinking.level("low")).isEqualTo(Thinking.LOW);
        assertThat(Thinking.budget(1000).budgetTokens()).isEqualTo(1000);
        assertThat(Thinking.OFF.isOff()).isTrue();
        assertThat(Thinking.budget(0).isOff()).isTrue();
        assertThat(Thinking.HIGH.isOff()).isFalse();
    }
}
