package dev.weir.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Response;
import dev.weir.client.LlmClient;
import dev.weir.http.HttpSettings;
import dev.weir.local.ChatWire;
import dev.weir.local.LoopbackServer;
import dev.weir.openai.OpenAi;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.instrumentation.reactor.v3_1.ContextPropagationOperator;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * The instrumentation library's operator around every operator, as registered before or after a call is put together,
 * and whoever gives the parent: over real sockets, the call is its child and is current where the connection is taken.
 */
class OperatorHookTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Telemetries telemetries = new Telemetries();
    private final LoopbackServer server = LoopbackServer.startNow();
    private final ContextPropagationOperator operator = ContextPropagationOperator.create();
    private final Span other =
            telemetries.tracer().spanBuilder("other").setNoParent().startSpan();
    private final List<String> currentAtConnect = new CopyOnWriteArrayList<>();
    private final LlmClient client = LlmClient.builder()
            .autoIntercept(false)
            .intercept(telemetries.tracing)
            .http(HttpSettings.DEFAULT.customize(http -> http.mapConnect(connection -> Mono.defer(() -> {
                currentAtConnect.add(Span.current().getSpanContext().getSpanId());
                return connection;
            }))))
            .provider(OpenAi.builder()
                    .apiKey("sk-test-0123456789")
                    .baseUrl(server.url() + "/v1")
                    .build())
            .build();

    @AfterEach
    void stop() {
        operator.resetOnEachOperator();
        client.close().block(LIMIT);
        server.close();
        telemetries.close();
        assertThat(Context.current()).isSameAs(Context.root());
    }

    /** When the operator is registered. */
    enum Registered {
        BEFORE,
        AFTER,
        NEVER
    }

    /** Who says what the parent is. */
    enum Parent {
        STORED,
        RUN_WITH_CONTEXT,
        CURRENT,
        OUR_STEP,
        OUR_STEP_INSIDE_STORED,
        STORED_INSIDE_OUR_STEP,
        EXTRACTED_INSIDE_STORED
    }

    static Stream<Arguments> all() {
        return Stream.of(Registered.values())
                .flatMap(registered -> Stream.of(Parent.values())
                        // The library's own operator does nothing, by its design, unless it is registered by then.
                        .filter(parent -> parent != Parent.RUN_WITH_CONTEXT || registered == Registered.BEFORE)
                        .flatMap(parent -> Stream.of(false, true).map(hop -> Arguments.of(registered, parent, hop))));
    }

    @ParameterizedTest
    @MethodSource("all")
    void theCallIsAChildAndIsCurrentWhereItConnects(Registered registered, Parent parent, boolean hop) {
        server.always(ChatWire.text("a").usage(1, 1).call());
        if (registered == Registered.BEFORE) {
            operator.registerOnEachOperator();
        }
        Mono<Response> call = client.model("openai/gpt-4o-mini").call("hi");
        if (hop && parent != Parent.CURRENT) {
            Mono<Response> here = call;
            call = Mono.delay(Duration.ofMillis(1)).then(here).subscribeOn(Schedulers.parallel());
        }
        Mono<Response> whole = under(parent, call);
        if (registered == Registered.AFTER) {
            operator.registerOnEachOperator();
        }
        try (Scope ignored = parent == Parent.CURRENT ? other.makeCurrent() : Scope.noop()) {
            whole.block(LIMIT);
        }

        SpanData chat = telemetries.span("chat gpt-4o-mini");
        assertThat(chat.getParentSpanId()).isEqualTo(expected(parent));
        assertThat(currentAtConnect).containsExactly(chat.getSpanId());
    }

    private Mono<Response> under(Parent parent, Mono<Response> call) {
        Context context = Context.root().with(other);
        TraceSpec step = telemetries.tracing.trace("step");
        return switch (parent) {
            case STORED ->
                call.contextWrite(into -> ContextPropagationOperator.storeOpenTelemetryContext(into, context));
            case RUN_WITH_CONTEXT -> ContextPropagationOperator.runWithContext(call, context);
            case CURRENT -> call;
            case OUR_STEP -> step.around(call);
            case OUR_STEP_INSIDE_STORED ->
                step.around(call)
                        .contextWrite(into -> ContextPropagationOperator.storeOpenTelemetryContext(into, context));
            case STORED_INSIDE_OUR_STEP ->
                step.around(
                        call.contextWrite(into -> ContextPropagationOperator.storeOpenTelemetryContext(into, context)));
            case EXTRACTED_INSIDE_STORED ->
                call.contextWrite(telemetries.tracing.extract(
                                Map.of("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")))
                        .contextWrite(into -> ContextPropagationOperator.storeOpenTelemetryContext(into, context));
        };
    }

    private String expected(Parent parent) {
        return switch (parent) {
            case STORED, RUN_WITH_CONTEXT, CURRENT, STORED_INSIDE_OUR_STEP ->
                other.getSpanContext().getSpanId();
            case OUR_STEP, OUR_STEP_INSIDE_STORED -> telemetries.span("step").getSpanId();
            case EXTRACTED_INSIDE_STORED -> "00f067aa0ba902b7";
        };
    }
}
