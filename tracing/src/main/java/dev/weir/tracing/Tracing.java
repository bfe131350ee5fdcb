package dev.weir.tracing;

import dev.weir.Chunk;
import dev.weir.EmbeddingResponse;
import dev.weir.Interceptor;
import dev.weir.Operation;
import dev.weir.Part;
import dev.weir.RerankResponse;
import dev.weir.Response;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapSetter;
import java.net.URI;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
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
    private final Propagation propagation;

    private Tracing(OpenTelemetry openTelemetry, Settings settings, TelemetrySdk sdk) {
        this.telemetry = new Telemetry(openTelemetry, settings);
        this.sdk = sdk;
        this.propagation = new Propagation(telemetry);
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

    /** Collects a tracing; not thread-safe. */
    public static final class Builder {

        private final OpenTelemetry openTelemetry;
        private final TelemetrySdk sdk;
        private @Nullable Semconv semconv;
        private boolean cancelAsError = Settings.DEFAULT.cancelAsError();
        private Predicate<URI> propagateTo = Settings.DEFAULT.propagateTo();
        private @Nullable Boolean spans;
        private @Nullable Boolean metrics;
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

        /**
         * Sets whether spans are recorded. By default what the property {@code weir.telemetry.spans} or the variable
         * {@code WEIR_TELEMETRY_SPANS} say, else true. Without, a parent from elsewhere still reaches what is below a
         * call.
         */
        public Builder spans(boolean recorded) {
            spans = recorded;
            return this;
        }

        /**
         * Sets whether metrics are recorded. By default what the property {@code weir.telemetry.metrics} or the
         * variable {@code WEIR_TELEMETRY_METRICS} say, else true.
         */
        public Builder metrics(boolean recorded) {
            metrics = recorded;
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
            return new Tracing(
                    Signals.only(openTelemetry, isOn("spans", spans), isOn("metrics", metrics)), settings, sdk);
        }

        private static boolean isOn(String signal, @Nullable Boolean set) {
            return set != null ? set : Signals.fromEnvironment(signal, System::getProperty, System::getenv);
        }
    }
}
