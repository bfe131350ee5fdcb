package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Usage.Count;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UsageTest {

    @Test
    void absentIsNotZero() {
        Usage zero = Usage.builder().count(Count.INPUT, 0L).build();
        assertThat(zero.inputTokens()).hasValue(0);
        assertThat(zero.isAbsent()).isFalse();
        assertThat(Usage.ABSENT.inputTokens()).isEmpty();
        assertThat(Usage.ABSENT.isAbsent()).isTrue();
        assertThat(zero).isNotEqualTo(Usage.ABSENT);
    }

    @Test
    void nullLeavesACountAsItIs() {
        Usage usage = Usage.builder()
                .count(Count.OUTPUT, 5L)
                .count(Count.OUTPUT, null)
                .add(Count.INPUT, null)
                .build();
        assertThat(usage.outputTokens()).hasValue(5);
        assertThat(usage.inputTokens()).isEmpty();
    }

    @Test
    void countsAreAddedUp() {
        Usage usage = Usage.builder()
                .add(Count.CACHE_READ, 2L)
                .add(Count.CACHE_READ, 3L)
                .build();
        assertThat(usage.cacheReadTokens()).hasValue(5);
    }

    @Test
    void theTotalIsTheProvidersElseTheSum() {
        Usage.Builder both = Usage.builder().count(Count.INPUT, 3L).count(Count.OUTPUT, 4L);
        assertThat(both.build().totalTokens()).hasValue(7);
        assertThat(both.count(Count.TOTAL, 9L).build().totalTokens()).hasValue(9);
        assertThat(Usage.builder().count(Count.INPUT, 3L).build().totalTokens()).isEmpty();
        assertThat(Usage.builder().count(Count.TOTAL, 1L).build().totalTokens()).hasValue(1);
    }

    @Test
    void aUsageIsNotChangedByItsBuilder() {
        Usage.Builder builder = Usage.builder().count(Count.REASONING, 1L);
        Usage usage = builder.build();
        builder.count(Count.REASONING, 2L);
        assertThat(usage.reasoningTokens()).hasValue(1);
    }

    @Test
    void equalityCoversCountsToolsAndRaw() {
        Usage usage = Usage.builder().count(Count.INPUT, 1L).build();
        assertThat(usage).isEqualTo(Usage.builder().count(Count.INPUT, 1L).build());
        assertThat(usage)
                .isNotEqualTo(Usage.builder().count(Count.INPUT, 1L).raw("{}").build());
        assertThat(usage)
                .isNotEqualTo(Usage.builder()
                        .count(Count.INPUT, 1L)
                        .providerTools(Map.of("search", 1L))
                        .build());
    }

    @Test
    void billedCountsTakeThePlaceOfCountedOnesOnlyWhereTheyAreTold() {
        Usage told = Usage.builder()
                .count(Usage.Count.INPUT, 100L)
                .count(Usage.Count.OUTPUT, 20L)
                .count(Usage.Count.BILLED_INPUT, 7L)
                .build();
        assertThat(told.billed().inputTokens()).hasValue(7);
        assertThat(told.billed().outputTokens()).hasValue(20);
        Usage silent = Usage.builder().count(Usage.Count.INPUT, 100L).build();
        assertThat(silent.billed()).isSameAs(silent);
    }
}
