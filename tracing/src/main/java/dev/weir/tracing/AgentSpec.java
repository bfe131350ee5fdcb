package dev.weir.tracing;

import dev.weir.ModelId;
import dev.weir.Operation;
import dev.weir.Request;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * An agent of this process whose runs are traced: {@code invoke_agent {name}}, with its steps, model calls and tools below. At
 * its end a run's span says what its own model calls consumed; those of an agent inside count for that one. Immutable and
 * safe to share, also by runs at the same time; every setter returns a changed copy. Made by {@link Tracing#agent(String)}.
 *
 * <pre>{@code
 * AgentSpec librarian = tracing.agent("librarian").model(model.id());
 * Mono<Response> answer = librarian.around(librarian.step(1, model.call(question)));
 * }</pre>
 */
public final class AgentSpec {

    private static final Request NOTHING = Request.builder().build();

    private final Telemetry telemetry;
    private final Operation.AgentRun operation;

    AgentSpec(Telemetry telemetry, String name) {
        this(telemetry, new Operation.AgentRun(name, null, null, NOTHING));
    }

    private AgentSpec(Telemetry telemetry, Operation.AgentRun operation) {
        this.telemetry = telemetry;
        this.operation = operation;
    }

    /** Says what the agent is for; nothing by default. */
    public AgentSpec description(String text) {
        Objects.requireNonNull(text, "text");
        return with(text, operation.model(), operation.request(), operation.dataSource());
    }

    /** Names the model that the agent uses; leave it out if there are several. */
    public AgentSpec model(ModelId id) {
        Objects.requireNonNull(id, "id");
        return with(operation.description(), id, operation.request(), operation.dataSource());
    }

    /** Sets what the agent is asked: its options, the tools it is offered and the conversation id go on the span. */
    public AgentSpec request(Request request) {
        Objects.requireNonNull(request, "request");
        return with(operation.description(), operation.model(), request, operation.dataSource());
    }

    /** Names the data that the agent draws on, by its id. */
    public AgentSpec dataSource(String id) {
        Objects.requireNonNull(id, "id");
        return with(operation.description(), operation.model(), operation.request(), id);
    }

    private AgentSpec with(
            @Nullable String description, @Nullable ModelId model, Request request, @Nullable String dataSource) {
        return new AgentSpec(
                telemetry, new Operation.AgentRun(operation.name(), description, model, request, dataSource));
    }

    /** Returns the run with a span around every subscription. */
    public <T> Mono<T> around(Mono<T> run) {
        return new TracedMono<>(Objects.requireNonNull(run, "run"), telemetry, runs(), null);
    }

    /** Returns the run with a span around every subscription. */
    public <T> Flux<T> around(Flux<T> run) {
        return new TracedFlux<>(Objects.requireNonNull(run, "run"), telemetry, runs(), null);
    }

    /**
     * Returns one step of a run, usually a model call and the tools it asks for, with a span {@code step {number}} around
     * every subscription. It says how many tokens everything inside consumed ({@code weir.step.input_tokens} and
     * {@code .output_tokens}), and by how many the input of the agent's model call has grown since the step before
     * ({@code weir.step.input_token_delta}): mostly what the tools in between returned.
     *
     * <p>The next step belongs behind this one (in a {@code flatMap}), not inside.
     *
     * @param number which step, from 1
     * @throws dev.weir.InvalidRequestException if it is less
     */
    public <T> Mono<T> step(int number, Mono<T> step) {
        return new TracedMono<>(Objects.requireNonNull(step, "step"), telemetry, steps(number), null);
    }

    /** Returns one step of a run with a span around every subscription; see {@link #step(int, Mono)}. */
    public <T> Flux<T> step(int number, Flux<T> step) {
        return new TracedFlux<>(Objects.requireNonNull(step, "step"), telemetry, steps(number), null);
    }

    /**
     * Returns the making of a plan with a span {@code plan {agent}} around every subscription; for agents that plan before they
     * act. The model call that writes the plan belongs inside.
     */
    public <T> Mono<T> plan(Mono<T> planning) {
        return new TracedMono<>(Objects.requireNonNull(planning, "planning"), telemetry, plans(), null);
    }

    /** Returns the making of a plan with a span around every subscription; see {@link #plan(Mono)}. */
    public <T> Flux<T> plan(Flux<T> planning) {
        return new TracedFlux<>(Objects.requireNonNull(planning, "planning"), telemetry, plans(), null);
    }

    private <T> Recording.Factory<T> plans() {
        Operation.Planning plan = new Operation.Planning(operation.name());
        return (parent, subscriber) -> new PlanRecording<>(telemetry, plan, parent, subscriber);
    }

    private <T> Recording.Factory<T> runs() {
        return (parent, subscriber) -> new AgentRecording<>(telemetry, operation, parent, subscriber);
    }

    private <T> Recording.Factory<T> steps(int number) {
        Operation.AgentStep step = new Operation.AgentStep(number);
        return (parent, subscriber) -> new AgentStepRecording<>(telemetry, step, parent, subscriber);
    }

    @Override
    public String toString() {
        return "AgentSpec[" + operation.name() + "]";
    }
}
