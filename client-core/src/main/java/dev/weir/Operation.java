package dev.weir;

import java.util.List;
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
     * Whom an operation talks to, as far as known: not everything that is asked is a model that Weir calls itself. Immutable;
     * every setter returns a copy.
     *
     * @param providerName the provider's name in telemetry, null if unknown
     * @param model the model it uses, by the name sent to the provider; null if unknown or several
     * @param serverAddress host of the server, null if unknown
     * @param serverPort its port, 0 if unknown
     */
    record Peer(
            @Nullable String providerName,
            @Nullable String model,
            @Nullable String serverAddress,
            int serverPort) {
        /** Nobody known. */
        public static final Peer UNKNOWN = new Peer(null, null, null, 0);

        /** Sets the provider's name in telemetry, one of {@code gen_ai.provider.name}. */
        public Peer providerName(String name) {
            return new Peer(Objects.requireNonNull(name, "name"), model, serverAddress, serverPort);
        }

        /** Sets the model it uses. */
        public Peer model(String name) {
            return new Peer(providerName, Objects.requireNonNull(name, "name"), serverAddress, serverPort);
        }

        /**
         * Sets where it is reached.
         *
         * @throws InvalidRequestException if the port is none
         */
        public Peer server(String address, int port) {
            if (port < 1 || port > 65_535) {
                throw new InvalidRequestException("A port is between 1 and 65535, was " + port);
            }
            return new Peer(providerName, model, Objects.requireNonNull(address, "address"), port);
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
     * @param dataSource the id of the data it draws on, null if it has none
     */
    record AgentRun(
            String name,
            @Nullable String description,
            @Nullable ModelId model,
            Request request,
            @Nullable String dataSource)
            implements Operation {
        /** Returns the run of an agent without a data source. */
        public AgentRun(String name, @Nullable String description, @Nullable ModelId model, Request request) {
            this(name, description, model, request, null);
        }
    }

    /**
     * An agent in this process takes one step: usually a model call and the tools it asks for.
     *
     * @param number which one, from 1
     */
    record AgentStep(int number) implements Operation {
        /** Checks that counting begins with 1. */
        public AgentStep {
            if (number < 1) {
                throw new InvalidRequestException("The steps of an agent are counted from 1, was " + number);
            }
        }
    }

    /**
     * An agent in this process makes a plan; the model call that writes it is part of that.
     *
     * @param agent name of the agent, null outside of agents
     */
    record Planning(@Nullable String agent) implements Operation {}

    /**
     * An agent that lives elsewhere is asked.
     *
     * @param peer where it lives; the provider's name must be known
     * @param name its name, may be empty
     * @param id the provider's id of it
     * @param version its version
     * @param description what it is for
     * @param dataSource the id of the data it draws on
     * @param request what it was asked
     */
    record RemoteAgentRun(
            Peer peer,
            String name,
            @Nullable String id,
            @Nullable String version,
            @Nullable String description,
            @Nullable String dataSource,
            Request request)
            implements Operation {
        /** Checks that somebody provides the agent. */
        public RemoteAgentRun {
            Objects.requireNonNull(peer, "peer");
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(request, "request");
            if (peer.providerName() == null || peer.providerName().isBlank()) {
                throw new InvalidRequestException(
                        "The run of a remote agent needs the name of its provider, for example 'openai'");
            }
        }
    }

    /**
     * Several agents or model calls are coordinated by the application.
     *
     * @param name what is done, one of few, may be empty
     * @param conversationId the conversation it belongs to, null if none
     * @param input what it was given, as messages; empty if that is told nowhere
     */
    record WorkflowRun(String name, @Nullable String conversationId, List<Message> input) implements Operation {
        /** Copies the messages. */
        public WorkflowRun {
            Objects.requireNonNull(name, "name");
            input = List.copyOf(input);
        }

        /** Returns the run of a workflow that does not tell what it was given. */
        public WorkflowRun(String name, @Nullable String conversationId) {
            this(name, conversationId, List.of());
        }

        /** Names the workflow, not what it was given. */
        @Override
        public String toString() {
            return "WorkflowRun[" + name + ", conversationId=" + conversationId + "]";
        }
    }

    /**
     * Documents are looked for.
     *
     * @param peer who looks
     * @param dataSource the id of where they are looked for, null if unknown
     * @param topK how many at most, null without limit
     * @param query what they should be about, null if that is no text
     */
    record Retrieval(
            Peer peer,
            @Nullable String dataSource,
            @Nullable Integer topK,
            @Nullable String query) implements Operation {
        /** Checks that there is a peer, be it an unknown one. */
        public Retrieval {
            Objects.requireNonNull(peer, "peer");
        }

        /** Names where, not what is looked for. */
        @Override
        public String toString() {
            return "Retrieval[" + peer + ", dataSource=" + dataSource + ", topK=" + topK + "]";
        }
    }
}
