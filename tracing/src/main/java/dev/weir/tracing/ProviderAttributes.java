package dev.weir.tracing;

import static io.opentelemetry.api.common.AttributeKey.stringKey;

import dev.weir.Operation;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import java.util.Map;

/**
 * What the conventions add to model calls of single providers, OpenAI apart:
 * <a href="https://opentelemetry.io/docs/specs/semconv/gen-ai/azure-ai-inference/">Azure AI Inference</a> and
 * <a href="https://opentelemetry.io/docs/specs/semconv/gen-ai/aws-bedrock/">Bedrock</a>.
 */
final class ProviderAttributes {

    static final AttributeKey<String> AZURE_NAMESPACE = stringKey("azure.resource_provider.namespace");
    static final AttributeKey<String> BEDROCK_GUARDRAIL_ID = stringKey("aws.bedrock.guardrail.id");

    private static final String AZURE_AI_SERVICES = "Microsoft.CognitiveServices";

    private ProviderAttributes() {}

    /** Sets what is known of a call before it is made. */
    static void asked(Operation.Inference operation, Span span) {
        switch (operation.target().providerName()) {
            case "azure.ai.inference" -> span.setAttribute(AZURE_NAMESPACE, AZURE_AI_SERVICES);
            case "aws.bedrock" -> {
                if (operation.request().extras().get("guardrailConfig") instanceof Map<?, ?> guardrail
                        && guardrail.get("guardrailIdentifier") instanceof String id
                        && !id.isEmpty()) {
                    span.setAttribute(BEDROCK_GUARDRAIL_ID, id);
                }
            }
            default -> {
                // the conventions add nothing
            }
        }
    }
}
