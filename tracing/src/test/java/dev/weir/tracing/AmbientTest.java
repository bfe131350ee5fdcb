package dev.weir.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.ConfigurationException;
import dev.weir.Response;
import dev.weir.client.LlmClient;
import dev.weir.local.LoopbackServer;
import dev.weir.local.ReceivedRequest;
import dev.weir.local.Reply;
import dev.weir.spi.CallEvents;
import dev.weir.spi.Environment;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

/** Attribution on spans; session and attribution in baggage and headers. */
class AmbientTest {

    private static final Attribution ALL =
            Attribution.tenant("acme").feature("search").userTier("free").variant("b");
    private static final AttributeKey<String> TENANT = AttributeKey.stringKey("app.tenant_id");

    @AfterEach
    void nothingStaysCurrent() {
        assertThat(Context.current()).isSameAs(Context.root());
    }

    private static Mono<Response> call(Tracing tracing) {
        return tracing.call(Fixtures.call(), Mono.just(Fixtures.response()));
    }

    private static RecordedTelemetry with(UnaryOperator<Ambient> change) {
        return Tracing.inMemory(builder -> builder.ambient(change));
    }

    private static @Nullable String tenantOf(SpanData span) {
        return span.getAttributes().get(TENANT);
    }

    @Test
    void attributionIsOnEverySpan() {
        try (RecordedTelemetry recorded = Tracing.inMemory()) {
            recorded.tracing()
                    .trace("step")
                    .around(call(recorded.tracing()))
                    .contextWrite(ALL)
                    .block();
            assertThat(recorded.spans())
                    .hasSize(2)
                    .allSatisfy(span -> assertThat(span.getAttributes().asMap())
                            .containsEntry(TENANT, "acme")
                            .containsEntry(AttributeKey.stringKey("app.feature"), "search")
                            .containsEntry(AttributeKey.stringKey("app.user_tier"), "free")
                            .containsEntry(AttributeKey.stringKey("app.variant"), "b"));
        }
    }

    @Test
    void anInnerAttributionSaysMore() {
        try (RecordedTelemetry recorded = Tracing.inMemory()) {
            call(recorded.tracing())
                    .contextWrite(Attribution.NONE.feature("chat").variant("b"))
                    .contextWrite(Attribution.tenant("acme").feature("search"))
                    .block();
            assertThat(recorded.spans().get(0).getAttributes().asMap())
                    .containsEntry(TENANT, "acme")
                    .containsEntry(AttributeKey.stringKey("app.feature"), "chat")
                    .containsEntry(AttributeKey.stringKey("app.variant"), "b")
                    .doesNotContainKey(AttributeKey.stringKey("app.user_tier"));
        }
        assertThat(ALL)
                .isEqualTo(Attribution.tenant("acme")
                        .feature("search")
                        .userTier("free")
                        .variant("b"))
                .hasSameHashCodeAs(Attribution.tenant("acme")
                        .feature("search")
                        .userTier("free")
                        .variant("b"))
                .isNotEqualTo(Attribution.tenant("acme"));
    }

    @Test
    void blockingCodeHasAttributionToo() {
        try (RecordedTelemetry recorded = Tracing.inMemory()) {
            try (Scope ignored = Attribution.tenant("acme").makeCurrent()) {
                recorded.tracing().trace("step").run(() -> {});
            }
            assertThat(tenantOf(recorded.span("step"))).isEqualTo("acme");
        }
    }

    @Test
    void namesCanBeChanged() {
        try (RecordedTelemetry recorded = with(ambient -> ambient.name(Ambient.Field.TENANT, "customer.id"))) {
            call(recorded.tracing()).contextWrite(ALL).block();
            assertThat(recorded.spans().get(0).getAttributes().asMap())
                    .containsEntry(AttributeKey.stringKey("customer.id"), "acme")
                    .doesNotContainKey(TENANT);
        }
        assertThatThrownBy(() -> Ambient.DEFAULT.name(Ambient.Field.TENANT, " "))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("app.tenant_id");
    }

    @Test
    void samplersSeeThem() {
        AtomicReference<Attributes> offered = new AtomicReference<>();
        Sampler sampler = new Sampler() {
            @Override
            public SamplingResult shouldSample(
                    Context parent,
                    String traceId,
                    String name,
                    io.opentelemetry.api.trace.SpanKind kind,
                    Attributes attributes,
                    List<LinkData> links) {
                offered.set(attributes);
                return SamplingResult.drop();
            }

            @Override
            public String getDescription() {
                return "test";
            }
        };
        try (OpenTelemetrySdk sdk = OpenTelemetrySdk.builder()
                .setTracerProvider(
                        SdkTracerProvider.builder().setSampler(sampler).build())
                .build()) {
            call(Tracing.create(sdk))
                    .contextWrite(Attribution.tenant("acme"))
                    .contextWrite(Session.of("s"))
                    .block();
            assertThat(offered.get().asMap())
                    .containsEntry(TENANT, "acme")
                    .containsEntry(AttributeKey.stringKey("session.id"), "s")
                    .containsEntry(Names.OPERATION_NAME, "chat");
        }
    }

    @Test
    void theUsersOwnAttributeWins() {
        try (RecordedTelemetry recorded = Tracing.inMemory()) {
            recorded.tracing()
                    .trace("step")
                    .attribute(TENANT, "mine")
                    .around(Mono.just(1))
                    .contextWrite(ALL)
                    .block();
            assertThat(tenantOf(recorded.span("step"))).isEqualTo("mine");
        }
    }

    private static Baggage baggageInside(Tracing tracing) {
        AtomicReference<Baggage> seen = new AtomicReference<>();
        tracing.trace("step")
                .around(Mono.fromRunnable(() -> seen.set(Baggage.current())))
                .contextWrite(ALL)
                .contextWrite(Session.conversation("conv-1"))
                .block();
        return seen.get();
    }

    @Test
    void nothingIsInBaggageUnlessAskedFor() {
        try (RecordedTelemetry recorded = Tracing.inMemory();
                RecordedTelemetry sending = with(ambient -> ambient.sendBaggage(true))) {
            assertThat(baggageInside(recorded.tracing()).isEmpty()).isTrue();
            Map<String, String> sent = new HashMap<>();
            baggageInside(sending.tracing()).forEach((key, entry) -> sent.put(key, entry.getValue()));
            assertThat(sent)
                    .containsOnly(
                            Map.entry("session.id", "conv-1"),
                            Map.entry("gen_ai.conversation.id", "conv-1"),
                            Map.entry("app.tenant_id", "acme"),
                            Map.entry("app.feature", "search"),
                            Map.entry("app.user_tier", "free"),
                            Map.entry("app.variant", "b"));
        }
    }

    @Test
    void anInnerSessionTakesTheOuterConversationOutOfBaggage() {
        try (RecordedTelemetry sending = with(ambient -> ambient.sendBaggage(true))) {
            AtomicReference<Baggage> seen = new AtomicReference<>();
            Mono<Object> inner = sending.tracing()
                    .trace("inner")
                    .around(Mono.fromRunnable(() -> seen.set(Baggage.current())))
                    .contextWrite(Session.of("b"));
            sending.tracing()
                    .trace("outer")
                    .around(inner)
                    .contextWrite(Session.conversation("a"))
                    .block();
            assertThat(seen.get().getEntryValue("session.id")).isEqualTo("b");
            assertThat(seen.get().size()).isEqualTo(1);
        }
    }

    @Test
    void baggageOfOthersIsKept() {
        try (RecordedTelemetry sending = with(ambient -> ambient.sendBaggage(true));
                Scope ignored = Baggage.builder().put("mine", "1").build().makeCurrent()) {
            assertThat(baggageInside(sending.tracing()).asMap()).hasSize(7).containsKey("mine");
        }
    }

    /** Sends the fields over the wire form of baggage and reads them in a service that knows only that. */
    @Test
    void whatOneServiceSendsAnotherReads() {
        Map<String, String> wire = new HashMap<>();
        try (RecordedTelemetry here = with(ambient -> ambient.sendBaggage(true))) {
            here.tracing()
                    .trace("step")
                    .around(Mono.fromRunnable(() -> here.openTelemetry()
                            .getPropagators()
                            .getTextMapPropagator()
                            .inject(Context.current(), wire, Map::put)))
                    .contextWrite(Attribution.tenant("ac,me; ü"))
                    .contextWrite(Session.conversation("conv 1"))
                    .block();
        }
        assertThat(wire.get("baggage")).contains("session.id=conv%201");

        try (RecordedTelemetry trusting = with(ambient -> ambient.readBaggage(true));
                RecordedTelemetry wary = Tracing.inMemory()) {
            for (RecordedTelemetry there : List.of(trusting, wary)) {
                Context received = there.openTelemetry()
                        .getPropagators()
                        .getTextMapPropagator()
                        .extract(Context.root(), wire, new MapGetter());
                call(there.tracing())
                        .contextWrite(context -> Parents.store(context, received))
                        .block();
            }
            assertThat(trusting.spans().get(0).getAttributes().asMap())
                    .containsEntry(TENANT, "ac,me; ü")
                    .containsEntry(AttributeKey.stringKey("session.id"), "conv 1")
                    .containsEntry(AttributeKey.stringKey("gen_ai.conversation.id"), "conv 1");
            assertThat(tenantOf(wary.spans().get(0))).isNull();
        }
    }

    @Test
    void headersThatAreMadeOutsideOfASpanNameThemToo() {
        try (RecordedTelemetry sending = with(ambient -> ambient.sendBaggage(true));
                RecordedTelemetry silent = with(ambient -> ambient)) {
            assertThat(sending.tracing().inject().contextWrite(ALL).block())
                    .hasEntrySatisfying("baggage", value -> assertThat(value).contains("app.tenant_id=acme"));
            assertThat(silent.tracing().inject().contextWrite(ALL).block()).isEmpty();
        }
    }

    @Test
    void whatTheProcessSaysItselfWinsOverBaggage() {
        try (RecordedTelemetry recorded = with(ambient -> ambient.readBaggage(true));
                Scope ignored = Baggage.builder()
                        .put("app.tenant_id", "foreign")
                        .put("app.feature", "foreign")
                        .put("session.id", "outer")
                        .build()
                        .makeCurrent()) {
            call(recorded.tracing())
                    .contextWrite(Attribution.tenant("acme"))
                    .contextWrite(Session.of("inner"))
                    .block();
            assertThat(recorded.spans().get(0).getAttributes().asMap())
                    .containsEntry(TENANT, "acme")
                    .containsEntry(AttributeKey.stringKey("app.feature"), "foreign")
                    .containsEntry(AttributeKey.stringKey("session.id"), "inner")
                    .containsEntry(AttributeKey.stringKey("weir.session.parent_id"), "outer");
        }
    }

    @Test
    void headersGoToChosenServersOnly() {
        String sse = "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":"
                + "{\"content\":\"Dune\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";
        try (LoopbackServer wanted = LoopbackServer.startNow();
                LoopbackServer other = LoopbackServer.startNow();
                RecordedTelemetry recorded = with(ambient -> ambient.header(
                                Ambient.Field.SESSION, "X-Session-Id", uri -> uri.getPort() == wanted.port())
                        .header(Ambient.Field.TENANT, "X-Tenant", uri -> uri.getPort() == wanted.port())
                        .header(Ambient.Field.VARIANT, "X-Variant", uri -> uri.getPort() == wanted.port()))) {
            for (LoopbackServer server : List.of(wanted, other)) {
                server.enqueue(Reply.sse(sse));
                LlmClient client = LlmClient.builder()
                        .environment(Environment.of(
                                Map.of("OPENAI_API_KEY", "sk-x", "OPENAI_BASE_URL", server.url() + "/v1")))
                        .intercept(recorded.tracing())
                        .build();
                recorded.tracing()
                        .trace("step")
                        .around(client.model("openai/gpt-4o-mini").stream("x")
                                .contextWrite(Session.of("inner"))
                                .contextWrite(Attribution.tenant("acme"))
                                .then())
                        .contextWrite(Session.of("outer"))
                        .block(Duration.ofSeconds(20));
                client.close().block(Duration.ofSeconds(20));
            }
            ReceivedRequest received = wanted.requests().get(0);
            assertThat(received.headers().get("x-session-id")).containsExactly("inner");
            assertThat(received.header("X-Tenant")).isEqualTo("acme");
            assertThat(received.header("X-Variant")).isNull();
            assertThat(other.requests().get(0).header("X-Session-Id")).isNull();
        }
    }

    @Test
    void aValueThatIsNoHeaderIsLeftOutAndTheCallGoesOn() {
        Map<String, String> headers = new HashMap<>();
        try (RecordedTelemetry recorded = with(ambient -> ambient.header(Ambient.Field.VARIANT, "X-V", uri -> {
                    throw new IllegalStateException("rule");
                })
                .header(Ambient.Field.TENANT, "X-T", uri -> true)
                .header(Ambient.Field.FEATURE, "X-F", uri -> true))) {
            Mono<Response> transport = Mono.deferContextual(context -> {
                CallEvents.from(context).requestHeaders(URI.create("https://example.org"), headers::put);
                return Mono.just(Fixtures.response());
            });
            recorded.tracing()
                    .call(Fixtures.call(), transport)
                    .contextWrite(Attribution.tenant("a\r\nX-Evil: 1").feature("search"))
                    .block();
            assertThat(headers).containsExactly(Map.entry("X-F", "search"));
            headers.clear();
            recorded.tracing()
                    .call(Fixtures.call(), transport)
                    .contextWrite(Attribution.tenant("acme"))
                    .block();
            assertThat(headers).containsExactly(Map.entry("X-T", "acme"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "X Session", "X:Session", "Ü"})
    void wrongHeaderNamesAreRefused(String name) {
        assertThatThrownBy(() -> Ambient.DEFAULT.header(Ambient.Field.SESSION, name, uri -> true))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("X-Session-Id");
    }

    private static final class MapGetter implements TextMapGetter<Map<String, String>> {
        @Override
        public Iterable<String> keys(Map<String, String> carrier) {
            return carrier.keySet();
        }

        @Override
        public @Nullable String get(@Nullable Map<String, String> carrier, String key) {
            return carrier == null ? null : carrier.get(key);
        }
    }
}
