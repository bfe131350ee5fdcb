package dev.weir.tracing;

import dev.weir.Chunk;
import dev.weir.EmbeddingResponse;
import dev.weir.Interceptor;
import dev.weir.Operation;
import dev.weir.Part;
import dev.weir.RerankResponse;
import dev.weir.Response;
import dev.weir.Tool;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import java.net.URI;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/**
 * Gives every operation of a client a span and metrics, named by OpenTelemetry's conventions for generative AI.
 *
 * <p>One subscription is one span: it starts when the operation is subscribed to and ends before the subscriber sees the
 * terminal signal, or at once when it cancels. Content of prompts and answers is not recorded. Nothing that goes wrong in
 * here reaches the subscriber. Immutable and safe to share.
 *
 * <pre>{@code
 * Tracing tracing = Tracing.configure();
 * LlmClient client = LlmClient.builder().intercept(tracing).build();
 * }</pre>
 */
public final class Tracing implements Interceptor {

    private static final AtomicReference<@Nullable Tracing> INSTALLED = new AtomicReference<>();

    private final Telemetry telemetry;
    private final TelemetrySdk sdk;

    private Tracing(OpenTelemetry openTelemetry, Settings settings, TelemetrySdk sdk) {
        this.telemetry = new Telemetry(openTelemetry, settings);
        this.sdk = sdk;
    }

    /** Returns tracing through an OpenTelemetry that the caller made and closes. */
    public static Tracing create(OpenTelemetry openTelemetry) {
        return builder(openTelemetry).build();
    }

    /** Starts tracing through an OpenTelemetry that the caller made and closes. */
    public static Builder builder(OpenTelemetry openTelemetry) {
        return new Builder(
                Objects.requireNonNull(openTelemetry, "openTelemetry"), TelemetrySdk.borrowed(openTelemetry));
    }

    /**
     * Returns tracing through an SDK of its own, set up by the standard {@code OTEL_*} variables and {@code otel.*} system
     * properties: by default batches over OTLP, HTTP with protobuf, to {@code localhost:4318}. The global OpenTelemetry is
     * left alone. Call {@link #close()} at the end, or let the virtual machine's shutdown do it.
     */
    public static Tracing configure() {
        return configure(config -> config);
    }

    /**
     * Returns tracing through an SDK of its own; see {@link #configure()}.
     *
     * <pre>{@code
     * Tracing tracing = Tracing.configure(config -> config.console().serviceName("librarian"));
     * }</pre>
     *
     * @param change receives {@link TracingConfig#DEFAULT}; what it sets wins over variables
     */
    public static Tracing configure(UnaryOperator<TracingConfig> change) {
        TracingConfig config = Objects.requireNonNull(change.apply(TracingConfig.DEFAULT), "config");
        TelemetrySdk sdk = TelemetrySdk.start(config);
        return config.tracing().apply(new Builder(sdk.openTelemetry(), sdk)).build();
    }

    /**
     * Makes this the tracing of every client in the process that has none of its own and does not opt out, also of those
     * that already exist. Takes the place of one installed earlier.
     */
    public Tracing install() {
        INSTALLED.set(this);
        return this;
    }

    /** Takes back {@link #install()}; does nothing if nothing is installed. */
    public static void uninstall() {
        INSTALLED.set(null);
    }

    /** Returns whether a tracing is installed for the process. */
    public static boolean isInstalled() {
        return INSTALLED.get() != null;
    }

    static @Nullable Tracing installed() {
        return INSTALLED.get();
    }

    /** Starts a span of the caller's own, under which the calls made inside appear. */
    public TraceSpec trace(String name) {
        return new TraceSpec(telemetry, Objects.requireNonNull(name, "name"));
    }

    /** Starts the runs of an agent in this process; an empty name if it has none. */
    public AgentSpec agent(String name) {
        return new AgentSpec(telemetry, Objects.requireNonNull(name, "name"));
    }

    /**
     * Starts the runs of an agent that lives elsewhere.
     *
     * @param providerName whose it is, one of {@code gen_ai.provider.name}, for example {@code aws.bedrock}
     * @param name its name, empty if it has none
     */
    public RemoteAgentSpec remoteAgent(String providerName, String name) {
        return new RemoteAgentSpec(telemetry, providerName, Objects.requireNonNull(name, "name"));
    }

    /** Starts the runs of a workflow; its name is one of few. */
    public WorkflowSpec workflow(String name) {
        return new WorkflowSpec(telemetry, new Operation.WorkflowRun(Objects.requireNonNull(name, "name"), null));
    }

    /** Starts a search for documents. */
    public RetrievalSpec retrieval() {
        return new RetrievalSpec(telemetry);
    }

    /**
     * Returns the running of a tool with a span around every subscription, {@code execute_tool {name}}. A result that says the
     * tool failed makes the span an error of type {@code tool_error}. Inside of an agent's run it counts as one of its tools.
     *
     * @param tool the tool as it was offered
     * @param call what the model asked for
     * @param execution runs it
     */
    public Mono<Part.ToolResult> executeTool(Tool tool, Part.ToolCall call, Mono<Part.ToolResult> execution) {
        return executeTool(new Operation.ToolExecution(tool, call, null), execution);
    }

    /** Returns the span that operations subscribed with that context have as parent; one that does nothing if unknown. */
    public static Span currentSpan(ContextView context) {
        io.opentelemetry.context.Context own = Parents.own(context);
        return own == null ? Span.getInvalid() : Span.fromContext(own);
    }

    /** Exports what has been recorded so far. Never fails: a failing export is logged by the SDK. */
    public Mono<Void> flush() {
        return sdk.flush();
    }

    /** Exports what is left and closes the SDK, if {@link #configure()} made it; else does nothing. */
    public Mono<Void> close() {
        return sdk.close();
    }

    @Override
    public Mono<Response> call(Operation.Inference operation, Mono<Response> next) {
        return new TracedMono<>(
                next,
                telemetry,
                (parent, subscriber) -> new CallRecording(telemetry, operation, parent, subscriber),
                operation);
    }

    @Override
    public Flux<Chunk> stream(Operation.Inference operation, Flux<Chunk> next) {
        return new TracedFlux<>(
                next,
                telemetry,
                (parent, subscriber) -> new StreamRecording(telemetry, operation, parent, subscriber),
                operation);
    }

    @Override
    public Mono<EmbeddingResponse> embed(Operation.Embedding operation, Mono<EmbeddingResponse> next) {
        return new TracedMono<>(
                next,
                telemetry,
                (parent, subscriber) -> new EmbeddingRecording(telemetry, operation, parent, subscriber),
                operation);
    }

    @Override
    public Mono<RerankResponse> rerank(Operation.Rerank operation, Mono<RerankResponse> next) {
        return new TracedMono<>(
                next,
                telemetry,
                (parent, subscriber) -> new RerankRecording(telemetry, operation, parent, subscriber),
                operation);
    }

    @Override
    public Mono<Part.ToolResult> executeTool(Operation.ToolExecution operation, Mono<Part.ToolResult> next) {
        return new TracedMono<>(
                next,
                telemetry,
                (parent, subscriber) -> new ToolRecording(telemetry, operation, parent, subscriber),
                operation);
    }

    @Override
    public <T> Flux<T> runAgent(Operation.AgentRun operation, Flux<T> next) {
        return new TracedFlux<>(
                next,
                telemetry,
                (parent, subscriber) -> new AgentRecording<>(telemetry, operation, parent, subscriber),
                operation);
    }

    @Override
    public <T> Flux<T> runStep(Operation.AgentStep operation, Flux<T> next) {
        return new TracedFlux<>(
                next,
                telemetry,
                (parent, subscriber) -> new AgentStepRecording<>(telemetry, operation, parent, subscriber),
                operation);
    }

    @Override
    public <T> Flux<T> plan(Operation.Planning operation, Flux<T> next) {
        return new TracedFlux<>(
                next,
                telemetry,
                (parent, subscriber) -> new PlanRecording<>(telemetry, operation, parent, subscriber),
                operation);
    }

    @Override
    public <T> Flux<T> runRemoteAgent(Operation.RemoteAgentRun operation, Flux<T> next) {
        return new TracedFlux<>(
                next,
                telemetry,
                (parent, subscriber) ->
                        new RemoteAgentRecording<>(telemetry, operation, Answers::of, parent, subscriber),
                operation);
    }

    @Override
    public <T> Flux<T> runWorkflow(Operation.WorkflowRun operation, Flux<T> next) {
        return new TracedFlux<>(
                next,
                telemetry,
                (parent, subscriber) -> new WorkflowRecording<>(telemetry, operation, parent, subscriber),
                operation);
    }

    @Override
    public <T> Flux<T> retrieve(Operation.Retrieval operation, Flux<T> next) {
        return new TracedFlux<>(
                next,
                telemetry,
                (parent, subscriber) -> new RetrievalRecording<>(telemetry, operation, parent, subscriber),
                operation);
    }

    /** Collects a tracing; not thread-safe. */
    public static final class Builder {

        private final OpenTelemetry openTelemetry;
        private final TelemetrySdk sdk;
        private @Nullable Semconv semconv;
        private boolean cancelAsError = Settings.DEFAULT.cancelAsError();
        private Predicate<URI> propagateTo = Settings.DEFAULT.propagateTo();
        private final Set<Extra> extras = EnumSet.noneOf(Extra.class);
        private LongSupplier nanoTime = Settings.DEFAULT.nanoTime();

        private Builder(OpenTelemetry openTelemetry, TelemetrySdk sdk) {
            this.openTelemetry = openTelemetry;
            this.sdk = sdk;
        }

        /**
         * Sets the generation of names. By default what the property {@code weir.telemetry.semconv}, the variable
         * {@code WEIR_TELEMETRY_SEMCONV} or {@code OTEL_SEMCONV_STABILITY_OPT_IN} say, else {@link Semconv#V1_41}.
         */
        public Builder semconv(Semconv generation) {
            semconv = Objects.requireNonNull(generation, "generation");
            return this;
        }

        /**
         * Sets whether a call that its subscriber cancels is an error of type {@code cancelled}; false by default, as taking
         * only part of an answer is the subscriber's own decision.
         */
        public Builder cancelAsError(boolean error) {
            cancelAsError = error;
            return this;
        }

        /**
         * Sets which servers are sent trace headers, as the OpenTelemetry's propagators write them; none by default, as
         * providers have no use for them.
         */
        public Builder propagateTo(Predicate<URI> servers) {
            propagateTo = Objects.requireNonNull(servers, "servers");
            return this;
        }

        /** Adds attributes beyond the conventions; none by default. */
        public Builder extras(Extra... more) {
            extras.addAll(List.of(more));
            return this;
        }

        /** Sets the clock that durations are read from, in nanoseconds. */
        Builder nanoTime(LongSupplier clock) {
            nanoTime = clock;
            return this;
        }

        /** Returns the tracing. */
        public Tracing build() {
            Semconv generation =
                    semconv != null ? semconv : Semconv.fromEnvironment(System::getProperty, System::getenv);
            Settings settings = new Settings(generation, cancelAsError, propagateTo, Set.copyOf(extras), nanoTime);
            return new Tracing(openTelemetry, settings, sdk);
        }
    }
}
