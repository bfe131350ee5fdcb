package dev.weir.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Response;
import dev.weir.client.LlmClient;
import dev.weir.local.LoopbackServer;
import dev.weir.local.Reply;
import dev.weir.spi.CallEvents;
import dev.weir.spi.Environment;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.trace.data.EventData;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** Attempts and times of the connection as events of a call's span. */
class AttemptEventsTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    /** Stands in for a retry, a limiter and the transport. */
    private static Mono<Response> retried() {
        return Mono.deferContextual(context -> {
            CallEvents events = CallEvents.from(context);
            events.waited("limiter", Duration.ofMillis(1500));
            events.attemptStarted(1);
            events.connected(Duration.ofMillis(250), false);
            events.attemptFailed(1, new ConnectException("refused"), Duration.ofSeconds(2));
            events.attemptStarted(2);
            events.connected(Duration.ZERO, true);
            events.responseHead(200, "req_1");
            return Mono.just(Fixtures.response());
        });
    }

    private static List<String> names(Telemetries telemetries) {
        return telemetries.onlySpan().getEvents().stream()
                .map(EventData::getName)
                .toList();
    }

    @Test
    void attemptsAreEventsIfAskedFor() {
        try (Telemetries telemetries = new Telemetries(builder -> builder.extras(Extra.ATTEMPT_EVENTS))) {
            telemetries.tracing.call(Fixtures.call(), retried()).block();

            assertThat(names(telemetries))
                    .containsExactly(
                            "weir.wait", "weir.attempt.started", "weir.attempt.failed", "weir.attempt.started");
            List<EventData> events = telemetries.onlySpan().getEvents();
            assertThat(events.get(0).getAttributes())
                    .isEqualTo(Attributes.of(
                            AttributeKey.stringKey("weir.wait.reason"),
                            "limiter",
                            AttributeKey.doubleKey("weir.wait.duration"),
                            1.5));
            assertThat(events.get(2).getAttributes())
                    .isEqualTo(Attributes.of(
                            AttributeKey.longKey("weir.attempt.number"),
                            1L,
                            AttributeKey.stringKey("error.type"),
                            "java.net.ConnectException",
                            AttributeKey.doubleKey("weir.attempt.wait"),
                            2.0));
        }
    }

    @Test
    void timesOfTheConnectionAreEventsIfAskedFor() {
        try (Telemetries telemetries = new Telemetries(builder -> builder.extras(Extra.CONNECTION_EVENTS))) {
            telemetries.tracing.call(Fixtures.call(), retried()).block();

            assertThat(names(telemetries))
                    .containsExactly("weir.wait", "weir.connected", "weir.connected", "weir.response.head");
            assertThat(telemetries.onlySpan().getEvents().get(1).getAttributes())
                    .isEqualTo(Attributes.of(
                            AttributeKey.doubleKey("weir.connect.duration"),
                            0.25,
                            AttributeKey.booleanKey("weir.connect.reused"),
                            false));
        }
    }

    @Test
    void nothingIsNotedUnlessAskedFor() {
        try (Telemetries telemetries = new Telemetries()) {
            telemetries.tracing.call(Fixtures.call(), retried()).block();
            assertThat(names(telemetries)).isEmpty();
        }
    }

    @Test
    void onlyTheCallItselfHasThem() {
        try (Telemetries telemetries = new Telemetries(builder -> builder.extras(Extra.values()))) {
            telemetries
                    .tracing
                    .trace("step")
                    .around(telemetries.tracing.call(Fixtures.call(), retried()))
                    .block();
            assertThat(telemetries.span("step").getEvents()).isEmpty();
            assertThat(telemetries.span("chat gpt-4o-mini").getEvents()).hasSize(7);
        }
    }

    @Test
    void theTransportTellsOfItsConnections() {
        try (LoopbackServer server = LoopbackServer.startNow();
                Telemetries telemetries = new Telemetries(builder -> builder.extras(Extra.CONNECTION_EVENTS))) {
            LlmClient client = LlmClient.builder()
                    .environment(Environment.of(
                            Map.of("OPENAI_API_KEY", "sk-secret", "OPENAI_BASE_URL", server.url() + "/v1")))
                    .intercept(telemetries.tracing)
                    .build();
            server.always(
                    Reply.json(
                            "{\"id\":\"1\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"a\"}}]}"));
            client.model("openai/gpt-4o-mini").call("x").block(LIMIT);
            client.model("openai/gpt-4o-mini").call("x").block(LIMIT);
            client.close().block(LIMIT);

            assertThat(telemetries.spans())
                    .extracting(span -> span.getEvents().stream()
                            .filter(event -> event.getName().equals("weir.connected"))
                            .map(event -> event.getAttributes().get(AttributeKey.booleanKey("weir.connect.reused")))
                            .toList())
                    .containsExactly(List.of(false), List.of(true));
            assertThat(telemetries.spans())
                    .allSatisfy(span -> assertThat(span.getEvents())
                            .filteredOn(event -> event.getName().equals("weir.response.head"))
                            .singleElement()
                            .satisfies(event -> assertThat(event.getAttributes()
                                            .get(AttributeKey.longKey("http.response.status_code")))
                                    .isEqualTo(200)));
        }
    }
}
