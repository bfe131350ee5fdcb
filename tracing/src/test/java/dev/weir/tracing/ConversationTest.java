package dev.weir.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Model;
import dev.weir.Request;
import dev.weir.Response;
import dev.weir.local.FakeModel;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** Turns of one conversation are found by its id. */
class ConversationTest {

    @Test
    void turnsOfAResumedConversationShareItsId() {
        try (RecordedTelemetry recorded = Tracing.inMemory()) {
            Model model = FakeModel.reply("Dune").with(recorded.tracing());
            Mono<Response> first = model.call(Request.builder()
                    .user("Recommend a book")
                    .conversationId("conv-1")
                    .build());
            first.flatMap(answer -> answer.resume("And another?"))
                    .flatMapMany(answer -> answer.resumeStream("And one more?"))
                    .blockLast();
            model.call("Something else").block();

            assertThat(recorded.spans())
                    .extracting(span -> span.getAttributes().get(Names.CONVERSATION_ID))
                    .containsExactly("conv-1", "conv-1", "conv-1", null);
        }
    }
}
