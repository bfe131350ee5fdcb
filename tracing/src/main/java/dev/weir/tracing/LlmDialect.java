package dev.weir.tracing;

import dev.weir.Operation;
import dev.weir.Options;
import dev.weir.Usage;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The {@code llm.*} names. Sizes stand for content. */
final class LlmDialect implements AttributeDialect {

    private static final double NANOS_PER_MILLI = 1e6;
    private static final double MILLIS_PER_SECOND = 1e3;

    @Override
    public void call(CallFacts call, Sink sink) {
        called(call, call.target(), call.usage(), sink);
        asked(call, sink);
        if (!call.finishReasons().isEmpty()) {
            sink.attribute("llm.stop_reason", call.finishReasons().get(0));
        }
        sink.attribute("llm.cost_usd", call.costUsd());
        if (call.attempts() > 0) {
            sink.attribute("llm.retry_count", call.attempts() - 1);
        }
        sink.attribute("llm.response.length", call.responseLength());
        if (call.streaming()) {
            Duration first = call.timeToFirstOutput();
            sink.attribute("llm.streaming", true);
            sink.attribute("llm.ttft_ms", first == null ? null : millis(first));
            sink.attribute("llm.chunks", call.chunkCount());
        }
    }

    private static void asked(CallFacts call, Sink sink) {
        Options options = call.options();
        sink.attribute("llm.temperature", options.temperature());
        sink.attribute("llm.max_tokens", options.maxTokens());
        sink.attribute("llm.prompt.message_count", call.messageCount());
        if (call.systemLength() > 0) {
            sink.attribute("llm.prompt.system_length", call.systemLength());
        }
    }

    @Override
    public void embedding(EmbeddingFacts embedding, Sink sink) {
        called(embedding, embedding.target(), embedding.usage(), sink);
    }

    @Override
    public void rerank(RerankFacts rerank, Sink sink) {
        called(rerank, rerank.target(), rerank.usage(), sink);
    }

    /** Writes what is true of everything that a model is called for. */
    private static void called(Facts facts, Operation.Target target, Usage usage, Sink sink) {
        sink.attribute("llm.model", target.wireModel());
        sink.attribute("llm.provider", target.providerName());
        sink.attribute("llm.latency_ms", millis(facts.latency()));
        sink.attribute("llm.success", facts.success());
        sink.attribute("llm.tokens.input", usage.inputTokens());
        sink.attribute("llm.tokens.output", usage.outputTokens());
        sink.attribute("llm.tokens.total", Tokens.total(usage));
        failed(facts.failure(), sink);
    }

    private static void failed(Facts.@Nullable Failure failure, Sink sink) {
        if (failure == null) {
            return;
        }
        Duration wait = failure.retryAfter();
        sink.attribute("llm.error.type", failure.type());
        sink.attribute("llm.error.message", failure.message());
        sink.attribute("llm.error.status", failure.status());
        sink.attribute("llm.error.retry_after", wait == null ? null : wait.toMillis() / MILLIS_PER_SECOND);
    }

    private static long millis(Duration duration) {
        return Math.round(duration.toNanos() / NANOS_PER_MILLI);
    }

    @Override
    public String toString() {
        return "llm";
    }
}
