package dev.weir.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Chunk;
import dev.weir.FinishReason;
import dev.weir.Message;
import dev.weir.Request;
import dev.weir.Response;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

class FinishReasonsTest {

    @ParameterizedTest
    @CsvSource({
        "STOP, stop, stop",
        "LENGTH, max_tokens, length",
        "CONTEXT_LENGTH, model_context_window_exceeded, length",
        "TOOL_CALLS, tool_use, tool_call",
        "CONTENT_FILTER, SAFETY, content_filter",
        "REFUSAL, refusal, content_filter",
        "COMPACTION, compaction, compaction",
        "ERROR, error, error",
        "OTHER, , error",
        "OTHER, pause_turn, stop",
        "OTHER, MALFORMED_FUNCTION_CALL, error",
        "OTHER, Brand_New, brand_new",
    })
    void reasonsAreWrittenInTheWordsOfTheConventions(FinishReason reason, String raw, String word) {
        assertThat(FinishReasons.of(reason, raw)).isEqualTo(word);
    }

    @Test
    void thereIsOneWordForEachChoice() {
        Message message = Message.assistant("x");
        assertThat(FinishReasons.of(List.of(
                        new Response.Choice(message, FinishReason.STOP, "stop", null),
                        new Response.Choice(message, FinishReason.OTHER, null, null))))
                .containsExactly("stop", "error");
    }

    @Test
    void aChoiceThatNeverFinishedCountsAsFailed() {
        try (Telemetries telemetries = new Telemetries()) {
            Request request = Request.builder()
                    .user("x")
                    .options(options -> options.choiceCount(3))
                    .build();
            TestPublisher<Chunk> source = TestPublisher.create();
            StepVerifier.create(telemetries.tracing.stream(Fixtures.stream(request), source.flux()))
                    .then(() -> source.next(
                            Fixtures.started(),
                            new Chunk.TextDelta(1, 0, "b"),
                            new Chunk.Finished(1, FinishReason.LENGTH, "length")))
                    .expectNextCount(3)
                    .thenCancel()
                    .verify();

            assertThat(telemetries.onlySpan().getAttributes().get(Names.RESPONSE_FINISH_REASONS))
                    .containsExactly("error", "length", "error");
        }
    }

    @Test
    void aFailureBeforeTheFirstChunkHasNoReasonsAndOneAfterHas() {
        try (Telemetries telemetries = new Telemetries()) {
            StepVerifier.create(telemetries.tracing.stream(Fixtures.stream(), Flux.error(new IllegalStateException())))
                    .verifyError();
            StepVerifier.create(telemetries.tracing.stream(
                            Fixtures.stream(),
                            Flux.just(Fixtures.text("x")).concatWith(Flux.error(new IllegalStateException()))))
                    .expectNextCount(1)
                    .verifyError();

            assertThat(telemetries.spans())
                    .extracting(span -> span.getAttributes().get(Names.RESPONSE_FINISH_REASONS))
                    .containsExactly(null, List.of("error"));
        }
    }
}
