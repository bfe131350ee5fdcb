package dev.weir.tracing;

import dev.weir.Chunk;
import dev.weir.EmbeddingRequest;
import dev.weir.EmbeddingResponse;
import dev.weir.FinishReason;
import dev.weir.Message;
import dev.weir.ModelId;
import dev.weir.Operation;
import dev.weir.Part;
import dev.weir.Request;
import dev.weir.RerankRequest;
import dev.weir.RerankResponse;
import dev.weir.Response;
import dev.weir.Tool;
import dev.weir.Usage;
import java.util.List;
import java.util.Map;

/** Operations, answers and chunks to make spans of. */
final class Fixtures {

    static final Operation.Target OPENAI = new Operation.Target(
            ModelId.parse("openai/gpt-4o-mini"), "gpt-4o-mini", "openai", "openai-chat", "api.openai.com", 443);
    static final Usage USAGE = Usage.builder()
            .count(Usage.Count.INPUT, 25L)
            .count(Usage.Count.OUTPUT, 12L)
            .count(Usage.Count.CACHE_READ, 3L)
            .count(Usage.Count.CACHE_WRITE, 0L)
            .count(Usage.Count.REASONING, 4L)
            .build();

    static final Tool TOOL = Tool.function("get_weather", "Current weather", "{\"type\":\"object\"}");
    static final Part.ToolCall TOOL_CALL = new Part.ToolCall("call_1", "get_weather", "{}");

    private Fixtures() {}

    static Operation.Inference call() {
        return call(Request.of("Recommend a book"));
    }

    static Operation.Inference call(Request request) {
        return new Operation.Inference(OPENAI, "chat", request, false);
    }

    static Operation.Inference stream() {
        return stream(Request.of("Recommend a book"));
    }

    static Operation.Inference stream(Request request) {
        return new Operation.Inference(OPENAI, "chat", request, true);
    }

    static Operation.Embedding embed() {
        return new Operation.Embedding(OPENAI, EmbeddingRequest.of(List.of("a", "b")));
    }

    static Operation.Rerank rerank() {
        return new Operation.Rerank(OPENAI, RerankRequest.of("q", List.of("a", "b")));
    }

    static RerankResponse ranking() {
        return new RerankResponse(
                null,
                List.of(new RerankResponse.Result(1, 0.9), new RerankResponse.Result(0, 0.2)),
                Usage.ABSENT,
                Response.Metadata.ABSENT,
                List.of());
    }

    static Response response() {
        return Response.builder()
                .id("chatcmpl-1")
                .model("gpt-4o-mini-2024-07-18")
                .choices(List.of(new Response.Choice(Message.assistant("Dune"), FinishReason.STOP, "stop", null)))
                .usage(USAGE)
                .extras(Map.of("service_tier", "\"default\"", "system_fingerprint", "\"fp_1\""))
                .build();
    }

    static EmbeddingResponse embedding() {
        return new EmbeddingResponse(
                null,
                "text-embedding-3-small",
                List.of(new float[] {1, 2, 3}, new float[] {4, 5, 6}),
                "float",
                Usage.builder().count(Usage.Count.INPUT, 2L).build(),
                Response.Metadata.ABSENT,
                Map.of(),
                List.of());
    }

    static Chunk started() {
        return new Chunk.Started("chatcmpl-1", "gpt-4o-mini-2024-07-18");
    }

    static Chunk text(String text) {
        return new Chunk.TextDelta(0, 0, text);
    }

    static Chunk usage() {
        return new Chunk.UsageUpdated(USAGE);
    }

    static Chunk finished() {
        return new Chunk.Finished(0, FinishReason.STOP, "stop");
    }

    static Chunk done() {
        return new Chunk.Done(response());
    }

    /** Returns a whole answer: six chunks of the wire, and those that Weir adds. */
    static List<Chunk> answer() {
        return List.of(
                started(),
                new Chunk.TextStart(0, 0),
                text("Du"),
                text("n"),
                text("e"),
                new Chunk.TextEnd(0, 0, null),
                finished(),
                usage(),
                done());
    }
}
