package dev.weir.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** Session and attribution on spans of other instrumentations. */
class AmbientSpanProcessorTest {

    private static final Attribution ALL =
            Attribution.tenant("acme").feature("search").userTier("free").variant("b");
    private static final AttributeKey<String> TENANT = AttributeKey.stringKey("app.tenant_id");

    @AfterEach
    void nothingStaysCurrent() {
        assertThat(Context.current()).isSameAs(Context.root());
    }

    @Test
    void putsThemOnSpansOfOthers() {
        try (RecordedTelemetry recorded = Tracing.inMemory(builder -> builder, AmbientSpanProcessor.create())) {
            recorded.tracing()
                    .trace("step")
                    .around(Mono.fromRunnable(() -> {
                        recorded.openTelemetry()
                                .getTracer("http")
                                .spanBuilder("GET")
                                .startSpan()
                                .end();
                        recorded.openTelemetry()
                                .getTracer("http")
                                .spanBuilder("own")
                                .setAttribute(TENANT, "mine")
                                .startSpan()
                                .end();
                    }))
                    .contextWrite(ALL)
                    .contextWrite(Session.conversation("s"))
                    .block();
            recorded.openTelemetry()
                    .getTracer("http")
                    .spanBuilder("outside")
                    .startSpan()
                    .end();

            assertThat(recorded.span("GET").getAttributes().asMap())
                    .containsEntry(TENANT, "acme")
                    .containsEntry(AttributeKey.stringKey("session.id"), "s")
                    .doesNotContainKey(AttributeKey.stringKey("gen_ai.conversation.id"));
            assertThat(recorded.span("own").getAttributes().get(TENANT)).isEqualTo("mine");
            assertThat(recorded.span("outside").getAttributes().isEmpty()).isTrue();
        }
    }

    @Test
    void keepsSessionsApart() {
        try (RecordedTelemetry recorded = Tracing.inMemory(builder -> builder, AmbientSpanProcessor.create())) {
            recorded.tracing()
                    .trace("outer")
                    .around(recorded.tracing()
                            .call(Fixtures.call(), Mono.just(Fixtures.response()))
                            .contextWrite(Session.of("b")))
                    .contextWrite(Session.of("a").attribute("plan", "pro"))
                    .block();
            assertThat(recorded.span("chat gpt-4o-mini").getAttributes().asMap())
                    .containsEntry(AttributeKey.stringKey("session.id"), "b")
                    .doesNotContainKey(AttributeKey.stringKey("weir.session.plan"));
        }
    }

    @Test
    void readsBaggageIfAskedTo() {
        AmbientSpanProcessor processor = AmbientSpanProcessor.create(Ambient.DEFAULT.readBaggage(true));
        try (RecordedTelemetry recorded = Tracing.inMemory(builder -> builder, processor);
                Scope ignored =
                        Baggage.builder().put("app.tenant_id", "acme").build().makeCurrent()) {
            recorded.openTelemetry()
                    .getTracer("http")
                    .spanBuilder("GET")
                    .startSpan()
                    .end();
            assertThat(recorded.span("GET").getAttributes().get(TENANT)).isEqualTo("acme");
        }
    }
}
