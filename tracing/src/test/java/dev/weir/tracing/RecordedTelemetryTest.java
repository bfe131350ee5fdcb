package dev.weir.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.local.FakeModel;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** The helper that users' tests look at. */
class RecordedTelemetryTest {

    @Test
    void keepsSpansAndEventsUntilCleared() {
        try (RecordedTelemetry recorded = Tracing.inMemory()) {
            Trace<Integer> trace = recorded.tracing()
                    .trace("step")
                    .wrap(FakeModel.reply("Dune")
                            .with(recorded.tracing())
                            .call("x")
                            .map(answer -> 1))
                    .block();
            assertThat(trace).isNotNull();
            trace.score("relevance", 1);

            assertThat(recorded.spans()).extracting(SpanData::getName).containsExactly("chat model", "step");
            assertThat(recorded.span("chat model").getParentSpanId())
                    .isEqualTo(recorded.span("step").getSpanId());
            assertThat(recorded.events()).hasSize(1);
            assertThat(recorded.metrics()).extracting(MetricData::getName).contains("gen_ai.client.operation.duration");
            assertThatThrownBy(() -> recorded.span("other"))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("other")
                    .hasMessageContaining("[chat model, step]");

            recorded.clear();
            assertThat(recorded.spans()).isEmpty();
            assertThat(recorded.events()).isEmpty();
        }
    }

    @Test
    void standsApartFromTheGlobalAndFromOthers() {
        try (RecordedTelemetry first = Tracing.inMemory();
                RecordedTelemetry second = Tracing.inMemory(builder -> builder.cancelAsError(true))) {
            first.tracing().trace("a").around(Mono.just(1)).block();
            second.tracing().trace("b").around(Mono.never()).subscribe().dispose();

            assertThat(first.spans()).extracting(SpanData::getName).containsExactly("a");
            assertThat(second.spans()).extracting(SpanData::getName).containsExactly("b");
            assertThat(second.span("b").getAttributes().get(Names.ERROR_TYPE)).isEqualTo("cancelled");
            assertThat(GlobalOpenTelemetry.isSet()).isFalse();
        }
    }

    @Test
    void propagatesLikeARealOne() {
        Map<String, String> carrier = new HashMap<>();
        try (RecordedTelemetry recorded = Tracing.inMemory()) {
            recorded.tracing()
                    .trace("step")
                    .run(() -> recorded.openTelemetry()
                            .getPropagators()
                            .getTextMapPropagator()
                            .inject(io.opentelemetry.context.Context.current(), carrier, Map::put));
            assertThat(carrier.get("traceparent"))
                    .contains(recorded.span("step").getSpanId());
        }
    }
}
