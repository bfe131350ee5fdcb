package dev.weir.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Chunk;
import dev.weir.Operation;
import dev.weir.Part;
import dev.weir.RerankRequest;
import dev.weir.RerankResponse;
import dev.weir.Response;
import dev.weir.Usage;
import dev.weir.tracing.conformance.ContentSchemas;
import dev.weir.tracing.conformance.Registry;
import io.opentelemetry.api.common.Attributes;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What content there is on the spans of agents, rankings and tools, which have no event for it. */
class ContentOfOperationsTest {

    @Test
    void anAgentSaysWhatItWasAskedAndWhatItsLastModelCallAnswered() {
        try (Telemetries telemetries =
                new Telemetries(builder -> builder.captureContent(ContentCapture.SPAN_AND_EVENT))) {
            Response first = Fixtures.response();
            Response last = Fixtures.response()
                    .mutate()
                    .choices(List.of(new Response.Choice(
                            dev.weir.Message.assistant("Hyperion"), dev.weir.FinishReason.STOP, "stop", null)))
                    .build();
            telemetries
                    .tracing
                    .runAgent(
                            new Operation.AgentRun("librarian", null, null, ContentFixtures.request()),
                            Flux.concat(
                                    telemetries.tracing.call(Fixtures.call(), Mono.just(first)),
                                    telemetries.tracing.stream(Fixtures.stream(), Flux.just(new Chunk.Done(last)))))
                    .blockLast();

            Attributes agent = telemetries.span("invoke_agent librarian").getAttributes();
            assertThat(ContentFixtures.content(agent)).isEqualTo(ContentFixtures.CONTENT);
            assertThat(agent.get(Names.OUTPUT_MESSAGES)).contains("Hyperion").doesNotContain("Dune");
            assertThat(agent.get(Names.SYSTEM_INSTRUCTIONS)).contains("You are a librarian");
            assertThat(agent.get(Names.TOOL_DEFINITIONS)).contains("Current weather");
        }
    }

    @Test
    void aRankingSaysWhatWasAskedAndHowTheDocumentsCameOut() {
        RerankResponse ranked = new RerankResponse(
                null,
                List.of(new RerankResponse.Result(1, 0.9), new RerankResponse.Result(0, 0.25)),
                Usage.ABSENT,
                Response.Metadata.ABSENT,
                List.of());
        Operation.Rerank rerank =
                new Operation.Rerank(Fixtures.OPENAI, RerankRequest.of("capital of France", List.of("Rome", "Paris")));
        try (Telemetries telemetries = new Telemetries(builder -> builder.captureContent(ContentCapture.SPAN_ONLY))) {
            telemetries.tracing.rerank(rerank, Mono.just(ranked)).block();
            Attributes span = telemetries.onlySpan().getAttributes();
            assertThat(span.get(Names.RETRIEVAL_QUERY_TEXT)).isEqualTo("capital of France");
            assertThat(span.get(Names.RETRIEVAL_DOCUMENTS))
                    .isEqualTo("[{\"id\":\"1\",\"score\":0.9,\"content\":\"Paris\"},"
                            + "{\"id\":\"0\",\"score\":0.25,\"content\":\"Rome\"}]");
            if (Registry.isPresent()) {
                assertThat(ContentSchemas.of(Registry.ADDED)
                                .findings("gen_ai.retrieval.documents", span.get(Names.RETRIEVAL_DOCUMENTS)))
                        .isEmpty();
            }
        }
        try (Telemetries telemetries = new Telemetries(builder -> builder.captureContent(ContentCapture.EVENT_ONLY))) {
            telemetries.tracing.rerank(rerank, Mono.just(ranked)).block();
            assertThat(telemetries.everything()).doesNotContain("France").doesNotContain("Paris");
        }
    }

    @Test
    void aFailedToolHasNoResult() {
        Part.ToolCall call = new Part.ToolCall("call_1", "get_weather", "{\"location\":\"Paris\"}");
        try (Telemetries telemetries = new Telemetries(builder -> builder.captureContent(ContentCapture.SPAN_ONLY))) {
            telemetries
                    .tracing
                    .executeTool(
                            new Operation.ToolExecution(ContentFixtures.WEATHER, call, null),
                            Mono.just(Part.ToolResult.failed(call, "no such place")))
                    .block();
            Attributes span = telemetries.onlySpan().getAttributes();
            assertThat(span.get(Names.TOOL_CALL_ARGUMENTS)).isEqualTo("{\"location\":\"Paris\"}");
            assertThat(span.get(Names.TOOL_CALL_RESULT)).isNull();
        }
    }
}
