package dev.weir.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Interceptor;
import dev.weir.Operation;
import dev.weir.Response;
import dev.weir.spi.InterceptorSource;
import io.opentelemetry.api.GlobalOpenTelemetry;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class AutomaticTracingTest {

    private final Telemetries installed = new Telemetries();
    private final Telemetries global = new Telemetries();

    @BeforeEach
    @AfterEach
    void reset() {
        Tracing.uninstall();
        GlobalOpenTelemetry.resetForTest();
    }

    @AfterEach
    void close() {
        installed.close();
        global.close();
    }

    private static Interceptor attached(Interceptor... explicit) {
        return ServiceLoader.load(InterceptorSource.class).stream()
                .map(ServiceLoader.Provider::get)
                .flatMap(source -> source.interceptor(List.of(explicit)).stream())
                .reduce((first, second) -> {
                    throw new AssertionError("attached twice");
                })
                .orElse(null);
    }

    /** Like a client: the interceptor is asked at every subscription. */
    private static Mono<Response> call(Interceptor interceptor) {
        return Mono.defer(() -> interceptor.call(Fixtures.call(), Mono.just(Fixtures.response())));
    }

    @Test
    void whoTracesExplicitlyIsLeftAlone() {
        assertThat(attached(installed.tracing)).isNull();
        assertThat(attached(new Interceptor() {})).isNotNull();
    }

    @Test
    void withoutAnSdkNothingIsDoneAndTheGlobalStaysUnset() {
        assertThat(call(attached()).block()).isNotNull();

        assertThat(GlobalOpenTelemetry.isSet()).isFalse();
        GlobalOpenTelemetry.set(global.sdk);
    }

    @Test
    void theGlobalIsLookedUpAtSubscription() {
        Mono<Response> call = call(attached());
        call.block();
        GlobalOpenTelemetry.set(global.sdk);
        call.block();
        call.block();

        assertThat(global.spans()).hasSize(2);
    }

    @Test
    void theInstalledOneWinsAndCanBeTakenBack() {
        Mono<Response> call = call(attached());
        GlobalOpenTelemetry.set(global.sdk);
        assertThat(Tracing.isInstalled()).isFalse();
        installed.tracing.install();
        assertThat(Tracing.isInstalled()).isTrue();
        call.block();
        assertThat(installed.spans()).hasSize(1);
        assertThat(global.spans()).isEmpty();

        Tracing.uninstall();
        call.block();
        assertThat(installed.spans()).hasSize(1);
        assertThat(global.spans()).hasSize(1);
    }

    @Test
    void everyKindOfOperationIsAttached() {
        installed.tracing.install();
        Interceptor attached = attached();
        attached.call(Fixtures.call(), Mono.just(Fixtures.response())).block();
        attached.stream(Fixtures.stream(), Flux.fromIterable(Fixtures.answer())).blockLast();
        attached.embed(Fixtures.embed(), Mono.just(Fixtures.embedding())).block();
        attached.rerank(
                        new Operation.Rerank(Fixtures.OPENAI, dev.weir.RerankRequest.of("q", List.of("d"))),
                        Mono.empty())
                .block();
        dev.weir.Tool tool = dev.weir.Tool.function("f", "d", "{}");
        attached.executeTool(
                        new Operation.ToolExecution(tool, new dev.weir.Part.ToolCall("1", "f", "{}"), null),
                        Mono.empty())
                .block();
        attached.runAgent(new Operation.AgentRun("a", null, null, dev.weir.Request.of("q")), Flux.just(1))
                .blockLast();

        assertThat(installed.spans())
                .extracting(io.opentelemetry.sdk.trace.data.SpanData::getName)
                .containsExactly(
                        "chat gpt-4o-mini",
                        "chat gpt-4o-mini",
                        "embeddings gpt-4o-mini",
                        "retrieval",
                        "execute_tool f",
                        "invoke_agent a");
    }
}
