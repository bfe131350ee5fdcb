package dev.weir;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What is about to run, told to an {@link Interceptor}. Immutable. */
public sealed interface Operation {

    /**
     * Whom an operation talks to.
     *
     * @param model the id the caller used
     * @param wireModel the model name sent to the provider
     * @param providerName the provider's name in telemetry, {@code gen_ai.provider.name}
     * @param api the wire format, for example {@code openai-chat}
     * @param serverAddress host of the effective base URL
     * @param serverPort its port, the scheme's default if the URL names none
     */
    record Target(
            ModelId model, String wireModel, String providerName, String api, String serverAddress, int serverPort) {
        /** Checks that everything is known. */
        public Target {
            Objects.requireNonNull(model, "model");
            Objects.requireNonNull(wireModel, "wireModel");
            Objects.requireNonNull(providerName, "providerName");
            Objects.requireNonNull(api, "api");
            Objects.requireNonNull(serverAddress, "serverAddress");
        }
    }

    /**
     * A model is asked.
     *
     * @param target whom
     * @param name the operation in telemetry: {@code chat} or {@code generate_content}
     * @param request what; defaults of the model already merged in
     * @param streaming whether the answer is streamed
     */
    record Inference(Target target, String name, Request request, boolean streaming) implements Operation {}

    /**
     * Texts are embedded.
     *
     * @param target whom
     * @param request what
     */
    record Embedding(Target target, EmbeddingRequest request) implements Operation {}

    /**
     * Documents are ranked.
     *
     * @param target whom
     * @param request what
     */
    record Rerank(Target target, RerankRequest request) implements Operation {}

    /**
     * The caller runs a tool.
     *
     * @param tool the tool
     * @param call what the model asked for
     * @param agent name of the agent that runs it, null outside of agents
     */
    record ToolExecution(
            Tool tool, Part.ToolCall call, @Nullable String agent) implements Operation {}

    /**
     * An agent runs in this process.
     *
     * @param name its name
     * @param description what it is for
     * @param model its model, null if it uses several
     * @param request what it was asked
     */
    record AgentRun(
            String name,
            @Nullable String description,
            @Nullable ModelId model,
            Request request) implements Operation {}
}
