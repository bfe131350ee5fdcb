package dev.weir.tracing;

import static dev.weir.tracing.DialectScenarios.attributes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.EmbeddingRequest;
import dev.weir.ModelId;
import dev.weir.Operation;
import dev.weir.Request;
import dev.weir.tracing.conformance.Registry;
import dev.weir.tracing.conformance.SpanType;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

/** What the conventions add for one provider, and that it stays with that provider. */
class ProviderAttributesTest {

    private static final Map<String, Object> GUARDRAIL =
            Map.of("guardrailIdentifier", "sgi5gkybzqak", "guardrailVersion", "1");

    private static Operation.Target target(String provider, int port) {
        return new Operation.Target(ModelId.parse("x/m"), "m", provider, "api", "models.example", port);
    }

    private static SpanData call(String provider, int port, Request request) {
        try (Telemetries telemetries = new Telemetries()) {
            telemetries
                    .tracing
                    .call(
                            new Operation.Inference(target(provider, port), "chat", request, false),
                            Mono.just(Fixtures.response()))
                    .block();
            return telemetries.onlySpan();
        }
    }

    private static SpanData call(String provider, Request request) {
        return call(provider, 443, request);
    }

    @Test
    void bedrockNamesTheGuardrailThatIsUsed() {
        Request request =
                Request.of("x").mutate().extra("guardrailConfig", GUARDRAIL).build();

        assertThat(attributes(call("aws.bedrock", request))).containsEntry("aws.bedrock.guardrail.id", "sgi5gkybzqak");
        assertThat(attributes(call("aws.bedrock", Request.of("x")))).doesNotContainKey("aws.bedrock.guardrail.id");
    }

    @Test
    void aGuardrailMayBeNamedInAHeader() {
        Request request = Request.of("x")
                .mutate()
                .header("x-amzn-bedrock-guardrailidentifier", "sgi5gkybzqak")
                .build();

        assertThat(attributes(call("aws.bedrock", request))).containsEntry("aws.bedrock.guardrail.id", "sgi5gkybzqak");
    }

    @Test
    void whatIsNoGuardrailIsPassedOver() {
        Request.Builder request = Request.of("x").mutate();

        for (Object odd : new Object[] {"text", Map.of(), Map.of("guardrailIdentifier", 7), List.of()}) {
            assertThat(attributes(call(
                            "aws.bedrock", request.extra("guardrailConfig", odd).build())))
                    .doesNotContainKey("aws.bedrock.guardrail.id");
        }
        assertThat(attributes(call(
                        "aws.bedrock", request.extra("guardrailConfig", null).build())))
                .doesNotContainKey("aws.bedrock.guardrail.id");
    }

    @Test
    void bedrockNamesTheKnowledgeBase() {
        Map<String, Object> base = Map.of("knowledgeBaseId", "XFWUPB9PAW");
        Request plain = Request.of("x")
                .mutate()
                .extra("knowledgeBaseConfiguration", base)
                .build();
        Request nested = Request.of("x")
                .mutate()
                .extra("retrieveAndGenerateConfiguration", Map.of("knowledgeBaseConfiguration", base))
                .build();

        assertThat(attributes(call("aws.bedrock", plain))).containsEntry("aws.bedrock.knowledge_base.id", "XFWUPB9PAW");
        assertThat(attributes(call("aws.bedrock", nested)))
                .containsEntry("aws.bedrock.knowledge_base.id", "XFWUPB9PAW");
    }

    @Test
    void azureInferenceNamesItsNamespaceAndOnlyAnUnusualPort() {
        assertThat(attributes(call("azure.ai.inference", 443, Request.of("x"))))
                .containsEntry("azure.resource_provider.namespace", "Microsoft.CognitiveServices")
                .containsEntry("server.address", "models.example")
                .doesNotContainKey("server.port");
        assertThat(attributes(call("azure.ai.inference", 8443, Request.of("x"))))
                .containsEntry("server.port", 8443L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "azure.ai.openai", "anthropic", "aws.bedrock", "gcp.gemini"})
    void othersAlwaysNameThePort(String provider) {
        assertThat(attributes(call(provider, 443, Request.of("x")))).containsEntry("server.port", 443L);
    }

    /** Metrics and embeddings know no rule of Azure's own. */
    @Test
    void metricsAndEmbeddingsOfAzureNameThePort() {
        Operation.Target azure = target("azure.ai.inference", 443);
        try (Telemetries telemetries = new Telemetries()) {
            telemetries
                    .tracing
                    .call(
                            new Operation.Inference(azure, "chat", Request.of("x"), false),
                            Mono.just(Fixtures.response()))
                    .block();
            telemetries
                    .tracing
                    .embed(
                            new Operation.Embedding(azure, EmbeddingRequest.of(List.of("a"))),
                            Mono.just(Fixtures.embedding()))
                    .block();

            assertThat(attributes(telemetries.span("embeddings m")))
                    .containsEntry("server.port", 443L)
                    .doesNotContainKey("azure.resource_provider.namespace");
            assertThat(telemetries
                            .metric(Names.OPERATION_DURATION)
                            .getHistogramData()
                            .getPoints())
                    .hasSize(2)
                    .extracting(HistogramPointData::getAttributes)
                    .allMatch(labels -> Long.valueOf(443).equals(labels.get(Names.SERVER_PORT)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"anthropic", "aws.bedrock"})
    void topKIsAWholeNumber(String provider) {
        Request request =
                Request.of("x").mutate().options(options -> options.topK(40)).build();

        assertThat(attributes(call(provider, request))).containsEntry("gen_ai.request.top_k", 40L);
    }

    /** A request that asks for everything, so that whatever is of another provider would show. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "openai",
                "anthropic",
                "aws.bedrock",
                "azure.ai.inference",
                "azure.ai.openai",
                "gcp.gemini",
                "groq",
                "litellm"
            })
    void nothingIsWrittenThatTheConventionsDoNotDeclareForTheProvider(String provider) {
        Registry.assumePresent();
        Request request = Request.of("x")
                .mutate()
                .options(options -> options.topK(40).serviceTier("default"))
                .extra("guardrailConfig", GUARDRAIL)
                .extra("knowledgeBaseConfiguration", Map.of("knowledgeBaseId", "XFWUPB9PAW"))
                .build();
        Set<String> declared = Registry.of(Semconv.V1_41).names(SpanType.INFERENCE, provider);

        Set<String> written = attributes(call(provider, request)).keySet();

        assertThat(declared).containsAll(written);
        Set<String> own = declared.stream()
                .filter(name -> name.startsWith("aws.") || name.startsWith("azure."))
                .collect(Collectors.toSet());
        assertThat(written).containsAll(own);
    }
}
