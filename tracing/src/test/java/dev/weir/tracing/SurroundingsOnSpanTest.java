package dev.weir.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Request;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** Session and attribution beside what else writes on spans: dialects, and the event that repeats the span. */
class SurroundingsOnSpanTest {

    private static final AttributeKey<String> SESSION = AttributeKey.stringKey("session.id");
    private static final AttributeKey<String> TENANT = AttributeKey.stringKey("app.tenant_id");

    private final List<Session> told = new ArrayList<>();
    private final List<String> conversations = new ArrayList<>();
    private final AttributeDialect own = (call, sink) -> {
        told.add(call.session());
        conversations.add(call.conversationId());
        sink.attribute("session.id", "another").attribute("app.tenant_id", "another");
    };

    private static SpanData call(Telemetries telemetries, Request request) {
        telemetries
                .tracing
                .call(Fixtures.call(request), Mono.just(Fixtures.response()))
                .contextWrite(Session.of("s-1").conversationId("c-1"))
                .contextWrite(Attribution.tenant("acme"))
                .block();
        return telemetries.onlySpan();
    }

    @Test
    void noDialectTakesTheirPlace() {
        try (Telemetries telemetries = new Telemetries(builder -> builder.dialects(own))) {
            Attributes span = call(telemetries, Request.of("x")).getAttributes();

            assertThat(span.get(SESSION)).isEqualTo("s-1");
            assertThat(span.get(TENANT)).isEqualTo("acme");
            assertThat(told).extracting(Session::id).containsExactly("s-1");
            assertThat(conversations).containsExactly("c-1");
        }
    }

    @Test
    void aRequestsOwnConversationIsTheOneThatDialectsHearOf() {
        Request request = Request.builder().user("x").conversationId("c-2").build();
        try (Telemetries telemetries = new Telemetries(builder -> builder.dialects(own))) {
            Attributes span = call(telemetries, request).getAttributes();

            assertThat(conversations).containsExactly("c-2");
            assertThat(span.get(Names.CONVERSATION_ID)).isEqualTo("c-2");
        }
    }

    @Test
    void openInferenceNamesTheSessionAndElseTheConversation() {
        Request request = Request.builder().user("x").conversationId("c-2").build();
        try (Telemetries telemetries = new Telemetries(builder -> builder.dialects(Dialects.OPENINFERENCE));
                Telemetries renamed = new Telemetries(builder -> builder.dialects(Dialects.OPENINFERENCE)
                        .ambient(ambient -> ambient.name(Ambient.Field.SESSION, "customer.session")))) {
            assertThat(call(telemetries, request).getAttributes().get(SESSION)).isEqualTo("s-1");
            assertThat(call(renamed, request).getAttributes().get(SESSION)).isEqualTo("s-1");

            telemetries.exporter.reset();
            telemetries
                    .tracing
                    .call(Fixtures.call(request), Mono.just(Fixtures.response()))
                    .block();
            assertThat(telemetries.onlySpan().getAttributes().get(SESSION)).isEqualTo("c-2");
        }
    }

    @Test
    void theEventHasThemToo() {
        try (Telemetries telemetries =
                new Telemetries(builder -> builder.content(content -> content.detailsEvent(true)))) {
            call(telemetries, Request.of("x"));
            Attributes event = telemetries
                    .onlyEvent("gen_ai.client.inference.operation.details")
                    .getAttributes();

            assertThat(event.get(SESSION)).isEqualTo("s-1");
            assertThat(event.get(TENANT)).isEqualTo("acme");
            assertThat(event.get(Names.CONVERSATION_ID)).isEqualTo("c-1");
        }
    }
}
