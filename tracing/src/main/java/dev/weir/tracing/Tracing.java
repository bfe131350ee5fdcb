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
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapSetter;
import io.opentelemetry.sdk.trace.SpanProcessor;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * Gives every operation of a client a span and metrics, named by OpenTelemetry's conventions for generative AI.
 *
 * <p>One subscription is one span: it starts when the operation is subscribed to and ends before the subscriber sees the
 * terminal signal, or at once when it cancels. Content of prompts and answers is not recorded unless asked for; see
 * {@link ContentCapture}. Nothing that goes wrong in here reaches the subscriber. Immutable and safe to share.
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
    private final Propagation propagation;

    Tracing(OpenTelemetry openTelemetry, Settings settings, TelemetrySdk sdk) {
        this.telemetry = new Telemetry(openTelemetry, settings);
        this.sdk = sdk;
        this.propagation = new Propagation(telemetry);
    }

    /** Returns tracing through an OpenTelemetry that the caller made and closes. */
    public static Tracing create(OpenTelemetry openTelemetry) {
        return builder(openTelemetry).build();
    }

    /** Starts tracing through an OpenTelemetry that the caller made and closes. */
    public static TracingBuilder builder(OpenTelemetry openTelemetry) {
        return new TracingBuilder(
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
        return config.tracing()
                .apply(new TracingBuilder(sdk.openTelemetry(), sdk))
                .build();
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

    /** Returns what records the usage of calls that were made without Weir. */
    public TokenTracker tokenTracker() {
        return new TokenTracker(telemetry);
    }

    /**
     * Returns what the function makes of a new span, under which the calls it makes appear; see {@link TraceSpec#span}.
     *
     * <pre>{@code tracing.span("validate", span -> check(order).doOnNext(found -> span.set("found", found)))}</pre>
     */
    public <T> Mono<T> span(String name, Function<? super TraceSpan, ? extends Mono<T>> step) {
        return trace(name).span(step);
    }

    /** Returns what the function makes of a new span; see {@link #span}. */
    public <T> Flux<T> spanMany(String name, Function<? super TraceSpan, ? extends Flux<T>> step) {
        return trace(name).spanMany(step);
    }

    /**
     * Returns an object that passes calls on to {@code target} and gives those of {@link Traced} methods a span: around every
     * subscription of a returned {@link Mono} or {@link Flux}, up to the end of a returned future, else while the method
     * runs. Calls that the target makes on itself are not seen.
     *
     * @throws dev.weir.ConfigurationException if {@code type} is no interface, or nothing is annotated
     */
    public <T> T proxy(Class<T> type, T target) {
        return TracedProxy.of(
                telemetry, Objects.requireNonNull(type, "type"), Objects.requireNonNull(target, "target"));
    }

    /**
     * Records an evaluation of a span by its ids, as {@code gen_ai.evaluation.result}: any time, also after the span has ended
     * and in another process. Does not block; what goes wrong while recording is logged.
     *
     * @throws dev.weir.InvalidRequestException if that is no id of a trace or span
     */
    public void annotate(String traceId, String spanId, Evaluation evaluation) {
        SpanContext span = Evaluations.spanOf(traceId, spanId);
        telemetry.guard().run(() -> telemetry.evaluations().emit(span, evaluation));
    }

    /** Returns a tracing that keeps everything in memory, for tests. */
    public static RecordedTelemetry inMemory() {
        return inMemory(builder -> builder);
    }

    /** Returns a tracing that keeps everything in memory, for tests, set up like any other. */
    public static RecordedTelemetry inMemory(UnaryOperator<TracingBuilder> change, SpanProcessor... processors) {
        return new RecordedTelemetry(List.of(processors), change);
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

    /**
     * Returns the headers that continue the trace in another process, as the OpenTelemetry's propagators write them:
     * {@code traceparent}, {@code baggage} and so on, from the context of whoever subscribes. Empty if there is no
     * trace or no propagator; the map cannot be changed. Never fails.
     *
     * <pre>{@code tracing.inject().flatMap(headers -> queue.send(message, headers))}</pre>
     */
    public Mono<Map<String, String>> inject() {
        return propagation.inject();
    }

    /**
     * Returns a Mono that writes the headers of {@link #inject()} to a carrier, at every subscription, and emits the
     * carrier. Never fails: a failing setter is logged and leaves the carrier as it is by then.
     */
    public <C> Mono<C> inject(C carrier, TextMapSetter<C> setter) {
        Objects.requireNonNull(setter, "setter");
        return propagation.inject(Objects.requireNonNull(carrier, "carrier"), setter);
    }

    /**
     * Returns what continues a trace that came with a request or message; for {@code contextWrite}. Names are found in
     * any case. A value is text, bytes, or a collection of them; null values say nothing. Headers that are missing or
     * malformed leave the context as it was. The headers are copied at once.
     *
     * <pre>{@code answer.contextWrite(tracing.extract(message.headers()))}</pre>
     */
    public UnaryOperator<Context> extract(Map<String, ?> headers) {
        return propagation.extract(Objects.requireNonNull(headers, "headers").entrySet());
    }

    /**
     * Returns what continues a trace that came with headers in pairs of name and value, such as those of Netty or of
     * Spring's {@code HttpHeaders.headerSet()}; see {@link #extract(Map)}.
     */
    public UnaryOperator<Context> extract(Iterable<? extends Map.Entry<String, ?>> headers) {
        return propagation.extract(Objects.requireNonNull(headers, "headers"));
    }

    /**
     * Returns what continues a trace that came with any carrier, read by {@code getter} whenever it is subscribed to;
     * see {@link #extract(Map)}. A getter that fails leaves the context as it was.
     */
    public <C> UnaryOperator<Context> extract(C carrier, TextMapGetter<C> getter) {
        Objects.requireNonNull(getter, "getter");
        return propagation.extract(Objects.requireNonNull(carrier, "carrier"), getter);
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
                telemetry.costs().metered().call(operation, next),
                telemetry,
                (parent, subscriber) -> new CallRecording(telemetry, operation, parent, subscriber),
                operation);
    }

    @Override
    public Flux<Chunk> stream(Operation.Inference operation, Flux<Chunk> next) {
        return new TracedFlux<>(
                telemetry.costs().metered().stream(operation, next),
                telemetry,
                (parent, subscriber) -> new StreamRecording(telemetry, operation, parent, subscriber),
                operation);
    }

    @Override
    public Mono<EmbeddingResponse> embed(Operation.Embedding operation, Mono<EmbeddingResponse> next) {
        return new TracedMono<>(
                telemetry.costs().metered().embed(operation, next),
                telemetry,
                (parent, subscriber) -> new EmbeddingRecording(telemetry, operation, parent, subscriber),
                operation);
    }

    @Override
    public Mono<RerankResponse> rerank(Operation.Rerank operation, Mono<RerankResponse> next) {
        return new TracedMono<>(
                telemetry.costs().metered().rerank(operation, next),
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
                (parent, subscriber) -> new RetrievalRecording<>(telemetry, operation, null, parent, subscriber),
                operation);
    }
}
