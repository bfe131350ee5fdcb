package dev.weir.examples.conformance;

import dev.weir.Chunk;
import dev.weir.Request;
import reactor.core.publisher.Mono;

/** A streamed answer of a model that thinks first. */
final class Streaming implements Scenario {

    @Override
    public String name() {
        return "streaming";
    }

    @Override
    public Mono<Void> run(Setup setup) {
        Request request = Request.builder()
                .system("You are a helpful librarian.")
                .user("Which of the rivers you know is the longest?")
                .options(options ->
                        options.maxTokens(4000).thinking(setup.family().thinking()))
                .conversationId("conv_conformance")
                .unsupportedPolicy(Request.UnsupportedPolicy.ERROR)
                .build();
        return setup.client().model(setup.family().models().reasoning()).stream(request)
                .map(Chunk::text)
                .collect(StringBuilder::new, StringBuilder::append)
                .flatMap(text -> Scenario.require(!text.isEmpty(), "the stream has no text"));
    }
}
