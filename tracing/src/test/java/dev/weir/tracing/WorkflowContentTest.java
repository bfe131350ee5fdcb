package dev.weir.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Message;
import dev.weir.Operation;
import dev.weir.Response;
import io.opentelemetry.api.common.Attributes;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What a workflow was given and what it said. */
class WorkflowContentTest {

    private static final Message ASKED = Message.user("Lend me The Two Towers");

    private static Telemetries capturing(UnaryOperator<TracingBuilder> change) {
        return new Telemetries(builder -> change.apply(builder.captureContent(ContentCapture.SPAN_ONLY)));
    }

    private static WorkflowSpec lending(Telemetries telemetries) {
        return telemetries.tracing.workflow("lending").input(ASKED);
    }

    private static void assertSaid(Attributes span) {
        assertThat(span.get(Names.INPUT_MESSAGES))
                .isEqualTo("[{\"role\":\"user\",\"parts\":[{\"type\":\"text\","
                        + "\"content\":\"Lend me The Two Towers\"}]}]");
        assertThat(span.get(Names.OUTPUT_MESSAGES))
                .isEqualTo("[{\"role\":\"assistant\",\"parts\":[{\"type\":\"text\",\"content\":\"Dune\"}],"
                        + "\"finish_reason\":\"stop\"}]");
        assertThat(span.get(Names.TOOL_DEFINITIONS)).isNull();
    }

    @Test
    void itsInputAndItsLastResponseAreOnTheSpan() {
        Response first = Fixtures.response()
                .mutate()
                .choices(ContentFixtures.response().choices())
                .build();
        try (Telemetries telemetries = capturing(builder -> builder)) {
            lending(telemetries).around(Flux.just(first, Fixtures.response())).blockLast();

            assertSaid(telemetries.onlySpan().getAttributes());
        }
    }

    @Test
    void theEndOfAStreamIsAResponseToo() {
        try (Telemetries telemetries = capturing(builder -> builder)) {
            lending(telemetries).around(Flux.fromIterable(Fixtures.answer())).blockLast();

            assertSaid(telemetries.onlySpan().getAttributes());
        }
    }

    @Test
    void interceptorsTellTheSame() {
        try (Telemetries telemetries = capturing(builder -> builder)) {
            telemetries
                    .tracing
                    .runWorkflow(
                            new Operation.WorkflowRun("lending", null, List.of(ASKED)), Flux.just(Fixtures.response()))
                    .blockLast();

            assertSaid(telemetries.onlySpan().getAttributes());
        }
    }

    @Test
    void aRunThatEmitsNoResponseSaysNothing() {
        try (Telemetries telemetries = capturing(builder -> builder)) {
            lending(telemetries).around(Mono.just("done")).block();
            telemetries.tracing.workflow("other").around(Mono.just("done")).block();

            assertThat(telemetries.spans().get(0).getAttributes().get(Names.INPUT_MESSAGES))
                    .contains("Two Towers");
            assertThat(telemetries.spans().get(0).getAttributes().get(Names.OUTPUT_MESSAGES))
                    .isNull();
            assertThat(telemetries.spans().get(1).getAttributes().get(Names.INPUT_MESSAGES))
                    .isNull();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = ContentCapture.class,
            names = {"NO_CONTENT", "EVENT_ONLY"})
    void nothingIsSaidUnlessSpansHaveContent(ContentCapture capture) {
        try (Telemetries telemetries = new Telemetries(builder -> builder.captureContent(capture))) {
            lending(telemetries).around(Mono.just(Fixtures.response())).block();

            assertThat(telemetries.everything()).doesNotContain("Two Towers").doesNotContain("Dune");
        }
    }

    @Test
    void redactorAndHookComeFirst() {
        List<String> seen = new CopyOnWriteArrayList<>();
        try (Telemetries telemetries =
                capturing(builder -> builder.content(content -> content.capture(ContentCapture.SPAN_ONLY)
                        .redactor(text -> text.replace("Two Towers", "****"))
                        .hook((said, span) -> {
                            seen.add(said.operation());
                            return said.output(List.of());
                        })))) {
            lending(telemetries).around(Mono.just(Fixtures.response())).block();

            assertThat(seen).containsExactly("invoke_workflow");
            assertThat(telemetries.everything())
                    .contains("Lend me The ****")
                    .doesNotContain("Two Towers")
                    .doesNotContain("Dune");
        }
    }

    @Test
    void aFailureDoesNotQuoteWhatWasGiven() {
        try (Telemetries telemetries = new Telemetries()) {
            lending(telemetries)
                    .around(Mono.error(new IllegalStateException("cannot 'Lend me The Two Towers'")))
                    .onErrorComplete()
                    .block();

            assertThat(telemetries.everything()).contains("cannot").doesNotContain("Two Towers");
        }
    }
}
