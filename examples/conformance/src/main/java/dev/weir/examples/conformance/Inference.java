package dev.weir.examples.conformance;

import dev.weir.Request;
import reactor.core.publisher.Mono;

/** A question and its answer, with every parameter that the model understands. */
final class Inference implements Scenario {

    @Override
    public String name() {
        return "inference";
    }

    @Override
    public Mono<Void> run(Setup setup) {
        Request request = Request.builder()
                .system("You are a helpful librarian.")
                .user("Recommend a book about rivers in one sentence.")
                .options(setup.family()::withEverything)
                .conversationId("conv_conformance")
                .unsupportedPolicy(Request.UnsupportedPolicy.ERROR)
                .build();
        return setup.client()
                .model(setup.family().models().chat())
                .call(request)
                .flatMap(response -> Scenario.require(!response.text().isEmpty(), "the answer has no text"));
    }
}
