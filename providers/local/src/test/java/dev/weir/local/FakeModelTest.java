package dev.weir.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Chunk;
import dev.weir.FinishReason;
import dev.weir.Interceptor;
import dev.weir.InvalidRequestException;
import dev.weir.Message;
import dev.weir.Operation;
import dev.weir.Part;
import dev.weir.Request;
import dev.weir.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class FakeModelTest {

    @Test
    void callAndStreamGiveTheSameAnswer() {
        FakeModel model = FakeModel.reply("Hello my dear").usage(3, 4);
        Response called = model.call("x").block();
        List<Chunk> chunks = model.stream("x").collectList().block();
        assertThat(called.text()).isEqualTo("Hello my dear");
        assertThat(called.usage().outputTokens()).hasValue(4);
        assertThat(chunks).filteredOn(Chunk.TextDelta.class::isInstance).hasSize(3);
        assertThat(chunks.get(chunks.size() - 1)).isEqualTo(new Chunk.Done(called));
        assertThat(called.finishReason()).isEqualTo(FinishReason.STOP);
    }

    @Test
    void answersInOrderAndRepeatsTheLast() {
        FakeModel model = FakeModel.chunks("a").then(FakeModel.chunks("b", "c"));
        assertThat(Flux.range(0, 3)
                        .concatMap(i -> model.call("q" + i))
                        .map(Response::text)
                        .collectList()
                        .block())
                .containsExactly("a", "bc", "bc");
        assertThat(model.requests())
                .extracting(request -> request.messages().get(0).text())
                .containsExactly("q0", "q1", "q2");
    }

    @Test
    void nothingHappensBeforeSubscription() {
        FakeModel model = FakeModel.reply("a");
        model.call("x");
        model.stream("x");
        assertThat(model.requests()).isEmpty();
    }

    @Test
    void honoursDemandAndCountsCancels() {
        FakeModel model = FakeModel.chunks("a", "b", "c");
        StepVerifier.create(
                        model.stream("x")
                                .filter(chunk -> !chunk.text().isEmpty())
                                .map(Chunk::text),
                        0)
                .thenRequest(1)
                .expectNext("a")
                .thenRequest(1)
                .expectNext("b")
                .thenCancel()
                .verify(Duration.ofSeconds(5));
        assertThat(model.cancelled()).isEqualTo(1);
    }

    @Test
    void failsAtOnceOrAfterSomeChunks() {
        RuntimeException failure = new IllegalStateException("x");
        StepVerifier.create(FakeModel.fail(failure).call("x")).verifyErrorMatches(e -> e == failure);
        StepVerifier.create(FakeModel.fail(failure).stream("x")).verifyErrorMatches(e -> e == failure);
        StepVerifier.create(FakeModel.chunks("a", "b", "c").failAfter(2, failure).stream("x")
                        .map(Chunk::text)
                        .filter(t -> !t.isEmpty()))
                .expectNext("a", "b")
                .verifyErrorMatches(e -> e == failure);
        StepVerifier.create(FakeModel.chunks("a").failAfter(1, failure).call("x"))
                .verifyErrorMatches(e -> e == failure);
    }

    @Test
    void delaysRunInVirtualTime() {
        StepVerifier.withVirtualTime(() -> FakeModel.chunks("a", "b").delay(Duration.ofMinutes(1)).stream("x")
                        .map(Chunk::text)
                        .filter(t -> !t.isEmpty()))
                .expectSubscription()
                .expectNoEvent(Duration.ofSeconds(59))
                .thenAwait(Duration.ofSeconds(1))
                .expectNext("a")
                .thenAwait(Duration.ofMinutes(1))
                .expectNext("b")
                .verifyComplete();
        StepVerifier.withVirtualTime(() -> FakeModel.chunks("a", "b")
                        .delay(Duration.ofMinutes(1))
                        .call("x")
                        .map(Response::text))
                .expectSubscription()
                .expectNoEvent(Duration.ofSeconds(119))
                .thenAwait(Duration.ofSeconds(1))
                .expectNext("ab")
                .verifyComplete();
    }

    @Test
    void neverAnswersUntilCancelled() {
        FakeModel model = FakeModel.never();
        StepVerifier.withVirtualTime(() -> model.call("x"))
                .expectSubscription()
                .expectNoEvent(Duration.ofDays(1))
                .thenCancel()
                .verify();
        assertThat(model.cancelled()).isEqualTo(1);
    }

    @Test
    void interceptorsWrapInTheirOrderAndDefaultsAreMerged() {
        List<String> seen = new ArrayList<>();
        FakeModel model = FakeModel.reply("a");
        record Named(String name, List<String> seen) implements Interceptor {
            @Override
            public Mono<Response> call(Operation.Inference operation, Mono<Response> next) {
                return next.doOnSubscribe(s -> seen.add(name
                        + operation.target().model()
                        + operation.request().options().temperature()));
            }
        }
        model.with(new Named("out ", seen))
                .with(new Named("in ", seen))
                .with(o -> o.temperature(0.5))
                .call("x")
                .block();
        assertThat(seen).containsExactly("in fake/model0.5", "out fake/model0.5");
        assertThat(model.requests()).hasSize(1);
    }

    @Test
    void anyResponseCanBeScriptedAndResumed() {
        Response scripted = Response.builder()
                .id("r")
                .model("m")
                .choices(List.of(new Response.Choice(
                        Message.assistant(List.of(
                                new Part.Text("hm"),
                                new Part.ToolCall("c1", "f", "{}"),
                                new Part.Opaque("p", "t", "{}"))),
                        FinishReason.TOOL_CALLS,
                        "tool_calls",
                        null)))
                .build();
        FakeModel model = FakeModel.response(scripted).then(FakeModel.reply("done"));
        Chunk.Done done = (Chunk.Done) model.stream("x").blockLast();
        assertThat(done.response()).isEqualTo(scripted);
        Response next = done.response()
                .resume(Message.tool(
                        Part.ToolResult.of(done.response().toolCalls().get(0), "7")))
                .block();
        assertThat(next.text()).isEqualTo("done");
        assertThat(model.requests().get(1).messages()).hasSize(3);
    }

    @Test
    void askingForAToolAgreesBetweenCallAndStream() {
        FakeModel model = FakeModel.toolCall("c1", "weather", "{\"city\":\"Rome\"}");
        Response called = model.call("x").block();
        assertThat(called.toolCalls()).containsExactly(new Part.ToolCall("c1", "weather", "{\"city\":\"Rome\"}"));
        assertThat(((Chunk.Done) model.stream("x").blockLast()).response()).isEqualTo(called);
    }

    @Test
    void anInvalidRequestFailsAtSubscription() {
        StepVerifier.create(FakeModel.reply("a").call(" ")).verifyError(InvalidRequestException.class);
        StepVerifier.create(FakeModel.reply("a").stream(Request.builder().build()))
                .verifyError(InvalidRequestException.class);
    }
}
