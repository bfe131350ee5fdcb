package dev.weir.tracing.cost;

import dev.weir.Chunk;
import dev.weir.FinishReason;
import dev.weir.Message;
import dev.weir.ModelId;
import dev.weir.Operation;
import dev.weir.Request;
import dev.weir.Response;
import dev.weir.Usage;
import java.util.List;

/** Operations and answers to count. */
final class Calls {

    /** A dollar per token read, ten per token generated: sums are easy to see. */
    static final PriceTable PRICES = PriceTable.builder()
            .price("openai/gpt-4o-mini*", Price.per1M(1_000_000, 10_000_000))
            .build();

    static final Operation.Target TARGET = new Operation.Target(
            ModelId.parse("openai/gpt-4o-mini"), "gpt-4o-mini", "openai", "openai-chat", "api.openai.com", 443);

    private Calls() {}

    static Operation.Inference call() {
        return new Operation.Inference(TARGET, "chat", Request.of("hi"), false);
    }

    /** Returns a stream whose prompt is a token by the estimate of four characters each. */
    static Operation.Inference stream() {
        return new Operation.Inference(TARGET, "chat", Request.of("1234"), true);
    }

    static Response answer(Usage usage) {
        return Response.builder()
                .id("chatcmpl-1")
                .model("gpt-4o-mini-2024-07-18")
                .choices(List.of(new Response.Choice(Message.assistant("x"), FinishReason.STOP, "stop", null)))
                .usage(usage)
                .build();
    }

    static Chunk text(String text) {
        return new Chunk.TextDelta(0, 0, text);
    }

    static Chunk usage(long input, long output) {
        return new Chunk.UsageUpdated(Usages.of(input, output));
    }

    static Chunk done(Usage usage) {
        return new Chunk.Done(answer(usage));
    }
}
