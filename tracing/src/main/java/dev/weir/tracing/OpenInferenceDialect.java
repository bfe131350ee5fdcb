package dev.weir.tracing;

import dev.weir.Message;
import dev.weir.Options;
import dev.weir.Response;
import dev.weir.Usage;
import dev.weir.spi.JsonWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The names of https://arize-ai.github.io/openinference/spec/semantic_conventions.html. */
final class OpenInferenceDialect implements AttributeDialect {

    private static final String KIND = "openinference.span.kind";
    private static final String SESSION = "session.id";
    private static final String JSON = "application/json";

    @Override
    public void call(CallFacts call, Sink sink) {
        String asked = call.target().wireModel();
        String answered = call.responseModel();
        sink.attribute(KIND, "LLM");
        sink.attribute("llm.system", call.target().providerName());
        sink.attribute("llm.provider", call.target().providerName());
        sink.attribute("llm.model_name", answered != null ? answered : asked);
        sink.attribute("llm.request.model_name", asked);
        sink.attribute("llm.response.model_name", answered);
        sink.attribute("llm.invocation_parameters", parameters(call.options()));
        tokens(call.usage(), sink);
        sink.attribute("llm.cost.total", call.costUsd());
        if (!call.finishReasons().isEmpty()) {
            sink.attribute("llm.finish_reason", call.finishReasons().get(0));
        }
        sink.attribute(SESSION, session(call, call.conversationId()));
        List<String> tools = call.toolDefinitions();
        for (int i = 0; i < tools.size(); i++) {
            sink.attribute("llm.tools." + i + ".tool.json_schema", tools.get(i));
        }
        Content content = call.content();
        if (content != null) {
            said(content, sink);
        }
    }

    /** A session is the better answer; without one a conversation is the nearest there is. */
    private static @Nullable String session(Facts facts, @Nullable String conversation) {
        Session session = facts.session();
        return session != null ? session.id() : conversation;
    }

    private static void said(Content content, Sink sink) {
        List<Message> input = new ArrayList<>(content.input());
        if (!content.systemInstructions().isEmpty()) {
            input.add(0, new Message(Message.Role.SYSTEM, content.systemInstructions(), null));
        }
        List<Message> output =
                content.output().stream().map(Response.Choice::message).toList();
        new OpenInferenceMessages("llm.input_messages.", sink).write(input);
        new OpenInferenceMessages("llm.output_messages.", sink).write(output);
        value("input", MessageJson.of(input), sink);
        value("output", MessageJson.of(output), sink);
    }

    private static void value(String side, @Nullable String json, Sink sink) {
        if (json != null) {
            sink.attribute(side + ".value", json);
            sink.attribute(side + ".mime_type", JSON);
        }
    }

    private static void tokens(Usage usage, Sink sink) {
        sink.attribute("llm.token_count.prompt", usage.inputTokens());
        sink.attribute("llm.token_count.completion", usage.outputTokens());
        sink.attribute("llm.token_count.total", Tokens.total(usage));
        sink.attribute("llm.token_count.prompt_details.cache_read", usage.cacheReadTokens());
        sink.attribute("llm.token_count.prompt_details.cache_write", usage.cacheWriteTokens());
        sink.attribute("llm.token_count.completion_details.reasoning", usage.reasoningTokens());
    }

    /** Returns what {@code gen_ai.request.*} says, by the rest of these names; null if it says nothing. */
    private static @Nullable String parameters(Options options) {
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        all.put("choice.count", options.choiceCount());
        all.put("frequency_penalty", options.frequencyPenalty());
        all.put("max_tokens", options.maxTokens());
        all.put("presence_penalty", options.presencePenalty());
        all.put(
                "reasoning.level",
                options.thinking() == null ? null : options.thinking().level());
        all.put("seed", options.seed());
        all.put("stop_sequences", options.stop().isEmpty() ? null : options.stop());
        all.put("temperature", options.temperature());
        all.put("top_k", options.topK());
        all.put("top_p", options.topP());
        all.values().removeIf(java.util.Objects::isNull);
        return all.isEmpty() ? null : new JsonWriter().any(all).toString();
    }

    @Override
    public void embedding(EmbeddingFacts embedding, Sink sink) {
        sink.attribute(KIND, "EMBEDDING");
        sink.attribute("embedding.model_name", embedding.target().wireModel());
        tokens(embedding.usage(), sink);
    }

    @Override
    public void rerank(RerankFacts rerank, Sink sink) {
        sink.attribute(KIND, "RERANKER");
        sink.attribute("reranker.model_name", rerank.target().wireModel());
        sink.attribute("reranker.top_k", rerank.topN());
    }

    @Override
    public void tool(ToolFacts tool, Sink sink) {
        sink.attribute(KIND, "TOOL");
        sink.attribute("tool.name", tool.name());
        sink.attribute("tool.description", tool.description());
        sink.attribute("tool.id", tool.callId());
        sink.attribute("tool.parameters", tool.arguments());
        value("input", tool.arguments(), sink);
        value("output", tool.result(), sink);
    }

    /** Writes no tokens: those who read these names add up what the calls inside say. */
    @Override
    public void agent(AgentFacts agent, Sink sink) {
        sink.attribute(KIND, "AGENT");
        sink.attribute("agent.name", agent.name());
        sink.attribute(SESSION, session(agent, agent.conversationId()));
    }

    @Override
    public void step(StepFacts step, Sink sink) {
        sink.attribute(
                KIND,
                switch (step.operation()) {
                    case "retrieval" -> "RETRIEVER";
                    case "invoke_agent" -> "AGENT";
                    default -> "CHAIN";
                });
    }

    @Override
    public String toString() {
        return "openinference";
    }
}
