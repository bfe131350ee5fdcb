package dev.weir.tracing;

import dev.weir.Operation;
import dev.weir.Request;
import dev.weir.Response;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * An agent that lives at a provider, or in another process, and whose runs are traced: {@code invoke_agent {name}}, of kind
 * CLIENT. Immutable and safe to share; every setter returns a changed copy. Made by
 * {@link Tracing#remoteAgent(String, String)}.
 *
 * <pre>{@code
 * tracing.remoteAgent("aws.bedrock", "librarian")
 *         .id("AGENT123")
 *         .server("bedrock-agent-runtime.eu-west-1.amazonaws.com", 443)
 *         .around(invoke)
 * }</pre>
 *
 * <p>If the run emits {@link Response}s, or chunks with one at their end, the span says what it consumed and why it stopped;
 * for anything else say how to read a response out of it.
 */
public final class RemoteAgentSpec {

    private static final Request NOTHING = Request.builder().build();

    private final Telemetry telemetry;
    private final Operation.RemoteAgentRun operation;

    RemoteAgentSpec(Telemetry telemetry, String providerName, String name) {
        this(
                telemetry,
                new Operation.RemoteAgentRun(
                        Operation.Peer.UNKNOWN.providerName(providerName), name, null, null, null, null, NOTHING));
    }

    private RemoteAgentSpec(Telemetry telemetry, Operation.RemoteAgentRun operation) {
        this.telemetry = telemetry;
        this.operation = operation;
    }

    /** Sets the provider's id of the agent. */
    public RemoteAgentSpec id(String id) {
        Objects.requireNonNull(id, "id");
        return with(operation.peer(), id, operation.version(), operation.description(), operation.dataSource());
    }

    /** Sets the agent's version. */
    public RemoteAgentSpec version(String version) {
        Objects.requireNonNull(version, "version");
        return with(operation.peer(), operation.id(), version, operation.description(), operation.dataSource());
    }

    /** Says what the agent is for. */
    public RemoteAgentSpec description(String text) {
        Objects.requireNonNull(text, "text");
        return with(operation.peer(), operation.id(), operation.version(), text, operation.dataSource());
    }

    /** Names the data that the agent draws on, by its id. */
    public RemoteAgentSpec dataSource(String id) {
        Objects.requireNonNull(id, "id");
        return with(operation.peer(), operation.id(), operation.version(), operation.description(), id);
    }

    /** Names the model that the agent uses; leave it out if there are several. */
    public RemoteAgentSpec model(String name) {
        return peer(operation.peer().model(name));
    }

    /**
     * Sets where the agent is reached.
     *
     * @throws dev.weir.InvalidRequestException if the port is not between 1 and 65535
     */
    public RemoteAgentSpec server(String address, int port) {
        return peer(operation.peer().server(address, port));
    }

    /** Sets what the agent is asked: its options, the tools it is offered and the conversation id go on the span. */
    public RemoteAgentSpec request(Request request) {
        Objects.requireNonNull(request, "request");
        return new RemoteAgentSpec(
                telemetry,
                new Operation.RemoteAgentRun(
                        operation.peer(),
                        operation.name(),
                        operation.id(),
                        operation.version(),
                        operation.description(),
                        operation.dataSource(),
                        request));
    }

    private RemoteAgentSpec peer(Operation.Peer peer) {
        return with(peer, operation.id(), operation.version(), operation.description(), operation.dataSource());
    }

    private RemoteAgentSpec with(
            Operation.Peer peer,
            @Nullable String id,
            @Nullable String version,
            @Nullable String description,
            @Nullable String dataSource) {
        return new RemoteAgentSpec(
                telemetry,
                new Operation.RemoteAgentRun(
                        peer, operation.name(), id, version, description, dataSource, operation.request()));
    }

    /** Returns the run with a span around every subscription. */
    public <T> Mono<T> around(Mono<T> run) {
        return around(run, Answers::of);
    }

    /** Returns the run with a span around every subscription. */
    public <T> Flux<T> around(Flux<T> run) {
        return around(run, Answers::of);
    }

    /**
     * Returns the run with a span around every subscription.
     *
     * @param answers reads usage and finish reasons out of what the run emits, as a response; null for elements that do not
     *     tell. The last response counts. What it throws is logged, and the run goes on.
     */
    public <T> Mono<T> around(Mono<T> run, Function<? super T, @Nullable Response> answers) {
        return new TracedMono<>(Objects.requireNonNull(run, "run"), telemetry, runs(answers), null);
    }

    /** Returns the run with a span around every subscription; see {@link #around(Mono, Function)}. */
    public <T> Flux<T> around(Flux<T> run, Function<? super T, @Nullable Response> answers) {
        return new TracedFlux<>(Objects.requireNonNull(run, "run"), telemetry, runs(answers), null);
    }

    private <T> Recording.Factory<T> runs(Function<? super T, @Nullable Response> answers) {
        Objects.requireNonNull(answers, "answers");
        return (parent, subscriber) -> new RemoteAgentRecording<>(telemetry, operation, answers, parent, subscriber);
    }

    @Override
    public String toString() {
        return "RemoteAgentSpec[" + operation.name() + "]";
    }
}
