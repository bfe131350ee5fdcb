package dev.weir.tracing;

import dev.weir.Chunk;
import dev.weir.EmbeddingResponse;
import dev.weir.Interceptor;
import dev.weir.Operation;
import dev.weir.Part;
import dev.weir.RerankResponse;
import dev.weir.Response;
import dev.weir.spi.InterceptorSource;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Attaches tracing to every client that has none of its own: the installed one if there is one, else one through the global
 * OpenTelemetry, if there is an SDK behind it. Both are looked up for every call, never earlier: an application may set
 * them up after its clients, and a look at a global that is not yet set would pin it to one that does nothing.
 */
public final class AutomaticTracing implements InterceptorSource, Interceptor {

    private record Global(OpenTelemetry openTelemetry, Tracing tracing) {}

    private static final Interceptor PASS = new Interceptor() {};

    private volatile @Nullable Global global;

    /** For {@link java.util.ServiceLoader}. */
    public AutomaticTracing() {}

    /** Returns an interceptor that looks up the tracing for every call, unless a {@link Tracing} was added explicitly. */
    @Override
    public Optional<Interceptor> interceptor(List<Interceptor> explicit) {
        return explicit.stream().anyMatch(Tracing.class::isInstance)
                ? Optional.empty()
                : Optional.of(new AutomaticTracing());
    }

    private Interceptor tracing() {
        Tracing installed = Tracing.installed();
        if (installed != null) {
            return installed;
        }
        if (!GlobalOpenTelemetry.isSet() && !Boolean.getBoolean("otel.java.global-autoconfigure.enabled")) {
            return PASS;
        }
        OpenTelemetry present = GlobalOpenTelemetry.get();
        Global known = global;
        if (known == null || known.openTelemetry() != present) {
            known = new Global(present, Tracing.create(present));
            global = known;
        }
        return known.tracing();
    }

    @Override
    public Mono<Response> call(Operation.Inference operation, Mono<Response> next) {
        return tracing().call(operation, next);
    }

    @Override
    public Flux<Chunk> stream(Operation.Inference operation, Flux<Chunk> next) {
        return tracing().stream(operation, next);
    }

    @Override
    public Mono<EmbeddingResponse> embed(Operation.Embedding operation, Mono<EmbeddingResponse> next) {
        return tracing().embed(operation, next);
    }

    @Override
    public Mono<RerankResponse> rerank(Operation.Rerank operation, Mono<RerankResponse> next) {
        return tracing().rerank(operation, next);
    }

    @Override
    public Mono<Part.ToolResult> executeTool(Operation.ToolExecution operation, Mono<Part.ToolResult> next) {
        return tracing().executeTool(operation, next);
    }

    @Override
    public <T> Flux<T> runAgent(Operation.AgentRun operation, Flux<T> next) {
        return tracing().runAgent(operation, next);
    }

    @Override
    public <T> Flux<T> runStep(Operation.AgentStep operation, Flux<T> next) {
        return tracing().runStep(operation, next);
    }

    @Override
    public <T> Flux<T> plan(Operation.Planning operation, Flux<T> next) {
        return tracing().plan(operation, next);
    }

    @Override
    public <T> Flux<T> runRemoteAgent(Operation.RemoteAgentRun operation, Flux<T> next) {
        return tracing().runRemoteAgent(operation, next);
    }

    @Override
    public <T> Flux<T> runWorkflow(Operation.WorkflowRun operation, Flux<T> next) {
        return tracing().runWorkflow(operation, next);
    }

    @Override
    public <T> Flux<T> retrieve(Operation.Retrieval operation, Flux<T> next) {
        return tracing().retrieve(operation, next);
    }
}
