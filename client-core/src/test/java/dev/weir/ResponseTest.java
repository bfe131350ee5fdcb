package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class ResponseTest {

    private final List<Request> asked = new ArrayList<>();

    private final Model model = new Model() {
        @Override
        public ModelId id() {
            return new ModelId("test", "echo");
        }

        @Override
        public Mono<Response> call(Request request) {
            asked.add(request);
            return Mono.just(Response.builder().text("next").build());
        }

        @Override
        public Flux<Chunk> stream(Request request) {
            asked.add(request);
            return Flux.just(new Chunk.Done(Response.builder().text("next").build()));
        }

        @Override
        public Model with(Interceptor interceptor) {
            return this;
        }

        @Override
        public Model with(UnaryOperator<Options> defaults) {
            return this;
        }
    };

    private static Response.Choice choice(Part... parts) {
        return new Response.Choice(Message.assistant(List.of(parts)), FinishReason.STOP, "stop", null);
    }

    @Test
    void resumingSendsTheConversationWithTheSameOptions() {
        Request request =
                Request.builder().system("s").user("one").temperature(0.5).build();
        Response response =
                Response.builder().text("two").origin(model, request).build();
        Mono<Response> resumed = response.resume("three");
        assertThat(asked).as("before subscription").isEmpty();
        StepVerifier.create(resumed).expectNextCount(1).verifyComplete();
        Request expected = request.mutate().assistant("two").user("three").build();
        assertThat(asked).containsExactly(expected);
        StepVerifier.create(response.resumeStream("three")).expectNextCount(1).verifyComplete();
        StepVerifier.create(response.resume(Message.user("three")))
                .expectNextCount(1)
                .verifyComplete();
        StepVerifier.create(response.resumeStream(Message.user("three")))
                .expectNextCount(1)
                .verifyComplete();
        assertThat(asked).hasSize(4).containsOnly(expected);
        assertThat(response.messages()).containsExactly(Message.user("one"), Message.assistant("two"));
    }

    @Test
    void anAnswerWithoutPartsAddsNoMessage() {
        Response empty = Response.builder().origin(model, Request.of("one")).build();
        assertThat(empty.messages()).containsExactly(Message.user("one"));
        StepVerifier.create(empty.resume("two")).expectNextCount(1).verifyComplete();
        assertThat(asked.get(0).messages()).containsExactly(Message.user("one"), Message.user("two"));
    }

    @Test
    void aResponseWithoutOriginSaysHowToGoOn() {
        Response response = Response.builder().text("a").build();
        StepVerifier.create(response.resume("b"))
                .verifyErrorSatisfies(error -> assertThat(error)
                        .isInstanceOf(InvalidRequestException.class)
                        .hasMessageContaining("model.call"));
        StepVerifier.create(response.resumeStream("b")).verifyError(InvalidRequestException.class);
        assertThat(response.messages()).containsExactly(Message.assistant("a"));
    }

    @Test
    void equalityIsWhatTheModelAnsweredAndNotHowItTravelled() {
        Response response = Response.builder()
                .id("1")
                .model("m")
                .text("a")
                .extras(Map.of("x", "1"))
                .build();
        Response travelled = response.mutate()
                .metadata(new Response.Metadata("r", RateLimits.ABSENT, 2, Map.of()))
                .warnings(List.of(new Warning("topK", "dropped")))
                .raw("{}".getBytes(StandardCharsets.UTF_8))
                .origin(model, Request.of("x"))
                .build();
        assertThat(travelled).isEqualTo(response).hasSameHashCodeAs(response);
        assertThat(travelled.raw()).isEqualTo("{}");
        assertThat(response.raw()).isNull();
        List<Response> others = List.of(
                response.mutate().id("2").build(),
                response.mutate().model("n").build(),
                response.mutate().text("b").build(),
                response.mutate().extras(Map.of()).build(),
                response.mutate().partial(true).build(),
                response.mutate()
                        .usage(Usage.builder().count(Usage.Count.INPUT, 0L).build())
                        .build());
        assertThat(others).doesNotContain(response).doesNotHaveDuplicates();
    }

    @Test
    void theFirstChoiceIsTheAnswer() {
        Part.ToolCall call = new Part.ToolCall("1", "t", "{}");
        Response response = Response.builder()
                .choices(List.of(
                        choice(
                                new Part.Thinking("h", null),
                                new Part.Text("a"),
                                new Part.Thinking("m", null),
                                call,
                                new Part.Refusal("no")),
                        choice(new Part.Text("other"))))
                .build();
        assertThat(response.text()).isEqualTo("a");
        assertThat(response.thinking()).isEqualTo("hm");
        assertThat(response.refusal()).isEqualTo("no");
        assertThat(response.toolCalls()).containsExactly(call);
        assertThat(response.rawFinishReason()).isEqualTo("stop");
        assertThat(response.choices()).hasSize(2);
    }

    @Test
    void anEmptyResponseHasEmptyViews() {
        Response empty = Response.builder().build();
        assertThat(empty.text()).isEmpty();
        assertThat(empty.thinking()).isEmpty();
        assertThat(empty.refusal()).isNull();
        assertThat(empty.toolCalls()).isEmpty();
        assertThat(empty.finishReason()).isEqualTo(FinishReason.OTHER);
        assertThat(empty.rawFinishReason()).isNull();
        assertThat(empty.metadata()).isSameAs(Response.Metadata.ABSENT);
        assertThatThrownBy(() -> empty.choices().add(choice())).isInstanceOf(UnsupportedOperationException.class);
    }
}
