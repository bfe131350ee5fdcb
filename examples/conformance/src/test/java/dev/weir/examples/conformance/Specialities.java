package dev.weir.examples.conformance;

import dev.weir.LlmException;
import dev.weir.Message;
import dev.weir.ModelId;
import dev.weir.OutputFormat;
import dev.weir.Part;
import dev.weir.Prompt;
import dev.weir.Request;
import dev.weir.Response;
import dev.weir.Tool;
import dev.weir.tracing.AgentSpec;
import dev.weir.tracing.RemoteAgentSpec;
import dev.weir.tracing.RetrievalSpec;
import dev.weir.tracing.RetrievedDocument;
import java.util.List;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** What only some providers can do, what a program does around its calls, and failures of each. */
final class Specialities {

    private static final Tool TOOL =
            Tool.function("get_weather", "The current weather of a city", "{\"type\":\"object\"}");
    private static final Prompt FORECAST =
            Prompt.named("forecast").system("You are a meteorologist").user("What is the weather in {city}?");
    private static final String CLAUDE = "anthropic/claude-3-5-haiku-latest";

    private Specialities() {}

    static void run(World world) {
        world.model("openai-responses/gpt-5-mini")
                .call(Request.builder()
                        .user("Go on")
                        .previousResponseId("resp_0123")
                        .build())
                .block(World.PATIENCE);
        world.model("anthropic/claude-opus-4-6").call(AnthropicServer.COMPACT).block(World.PATIENCE);
        world.model(CLAUDE).call(Request.of(FORECAST.with("city", "Oslo"))).block(World.PATIENCE);
        fails(world.client.embeddings("openai/text-embedding-3-small").embed(Ask.FAIL), LlmException.class);
        fails(world.model("openai/gpt-4o-mini").call(Ask.FAIL), LlmException.class);
        documents(world);
        agents(world);
        elsewhere(world);
    }

    private static void fails(Publisher<?> call, Class<? extends Throwable> with) {
        StepVerifier.create(call).expectError(with).verify(World.PATIENCE);
    }

    /** Documents are looked for by the embedding of a question. */
    private static void documents(World world) {
        RetrievalSpec search = world.tracing
                .retrieval()
                .dataSource("atlas")
                .topK(3)
                .query("The longest river")
                .provider("openai")
                .model("text-embedding-3-small")
                .server("vectors.example", 6334);
        search.around(
                        world.client
                                .embeddings("openai/text-embedding-3-small")
                                .embed("The longest river")
                                .thenReturn("Nile"),
                        found -> List.of(new RetrievedDocument("page_1", 0.9, found)))
                .block(World.PATIENCE);
        fails(search.around(Mono.error(new IllegalStateException("lost"))), IllegalStateException.class);
    }

    private static Request everything() {
        return Request.builder()
                .system("You are a meteorologist")
                .user("What is the weather in Oslo?")
                .options(Family.OPENAI::withEverything)
                .tools(TOOL)
                .outputFormat(OutputFormat.JSON)
                .conversationId("conv_conformance")
                .previousResponseId("resp_0123")
                .build();
    }

    /** An agent of this process with a tool, and the workflow that it is a part of. */
    private static void agents(World world) {
        Part.ToolCall call = new Part.ToolCall("call_1", "get_weather", "{\"city\":\"Oslo\"}");
        AgentSpec agent = world.tracing
                .agent("meteorologist")
                .description("Knows the weather")
                .dataSource("stations")
                .model(ModelId.parse(CLAUDE))
                .request(everything());
        Mono<Response> run = agent.around(world.tracing
                .executeTool(TOOL, call, Mono.just(Part.ToolResult.of(call, "4 degrees")))
                .then(world.model(CLAUDE).call("Weather?")));
        world.tracing
                .workflow("forecast")
                .conversationId("conv_conformance")
                .input(Message.user("What is the weather in Oslo?"))
                .around(run)
                .block(World.PATIENCE);
        Mono<Response> lost = Mono.error(new IllegalStateException("lost"));
        fails(world.tracing.workflow("forecast").around(agent.around(lost)), IllegalStateException.class);
        fails(
                world.tracing.executeTool(TOOL, call, Mono.error(new IllegalStateException("no"))),
                IllegalStateException.class);
    }

    /** An agent of somebody else's; what it answers is what a model answers. */
    private static void elsewhere(World world) {
        RemoteAgentSpec agent = world.tracing
                .remoteAgent("aws.bedrock", "clerk")
                .id("AGENT123")
                .version("1")
                .description("Lends books")
                .dataSource("shelf")
                .model("us.amazon.nova-lite-v1:0")
                .server("agents.example", 443)
                .request(everything());
        Response answer = world.model(CLAUDE).call("Hello").block(World.PATIENCE);
        agent.around(Mono.just(answer)).block(World.PATIENCE);
        fails(agent.around(Mono.error(new IllegalStateException("lost"))), IllegalStateException.class);
    }
}
