package dev.weir.examples.conformance;

import dev.weir.Operation;
import dev.weir.Part;
import dev.weir.Request;
import dev.weir.Response;
import dev.weir.Tool;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The model asks for a tool, this program runs it and tells the model. */
final class ToolCalling implements Scenario {

    private static final Tool WEATHER = Tool.function("get_weather", "The current weather of a city", """
            {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}""");

    @Override
    public String name() {
        return "tool-calling";
    }

    @Override
    public Mono<Void> run(Setup setup) {
        Request question = Request.builder()
                .user("What is the weather in Oslo?")
                .options(options -> options.maxTokens(200))
                .tools(WEATHER)
                .build();
        return ask(setup, question)
                .flatMap(asked -> runTools(setup, asked)
                        .flatMap(results -> ask(
                                setup,
                                question.mutate()
                                        .message(asked.message())
                                        .toolResults(results)
                                        .build())))
                .flatMap(answer -> Scenario.require(!answer.text().isEmpty(), "the answer has no text"));
    }

    private static Mono<Response> ask(Setup setup, Request request) {
        return setup.client().model(setup.family().models().chat()).call(request);
    }

    private static Mono<Part.ToolResult[]> runTools(Setup setup, Response asked) {
        return Flux.fromIterable(asked.toolCalls())
                .concatMap(call -> setup.tracing()
                        .executeTool(
                                new Operation.ToolExecution(WEATHER, call, null),
                                Mono.fromSupplier(() -> Part.ToolResult.of(call, "{\"celsius\": 4}"))))
                .collectList()
                .flatMap(results -> results.isEmpty()
                        ? Mono.error(new IllegalStateException("the model asked for no tool"))
                        : Mono.just(results.toArray(new Part.ToolResult[0])));
    }
}
