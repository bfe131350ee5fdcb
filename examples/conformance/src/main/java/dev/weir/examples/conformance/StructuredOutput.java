package dev.weir.examples.conformance;

import dev.weir.OutputFormat;
import dev.weir.Request;
import reactor.core.publisher.Mono;

/** An answer in JSON of a given shape. */
final class StructuredOutput implements Scenario {

    private static final OutputFormat BOOK = OutputFormat.jsonSchema("book", """
            {"type": "object",
             "properties": {"title": {"type": "string"}, "author": {"type": "string"}},
             "required": ["title", "author"],
             "additionalProperties": false}""");

    @Override
    public String name() {
        return "structured-output";
    }

    @Override
    public Mono<Void> run(Setup setup) {
        Request request = Request.builder()
                .user("Recommend a book about rivers.")
                .options(options -> options.maxTokens(200).temperature(0))
                .outputFormat(BOOK)
                .build();
        return setup.client()
                .model(setup.family().models().chat())
                .call(request)
                .flatMap(response -> Scenario.require(
                        response.text().contains("\"title\""), "the answer is not of the shape that was asked for"));
    }
}
