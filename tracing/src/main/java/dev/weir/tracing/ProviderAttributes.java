package dev.weir.tracing;

import dev.weir.Operation;
import dev.weir.Request;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the conventions add for calls of one provider; of another provider's names there must be none. */
final class ProviderAttributes {

    private static final String AZURE_INFERENCE = "azure.ai.inference";
    private static final String BEDROCK = "aws.bedrock";
    private static final String AZURE_NAMESPACE = "Microsoft.CognitiveServices";
    private static final int HTTPS = 443;

    /** https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-use-invoke-model.html. */
    private static final String GUARDRAIL_HEADER = "X-Amzn-Bedrock-GuardrailIdentifier";

    private ProviderAttributes() {}

    /** Returns what a request tells; empty for most providers. */
    static Attributes of(Operation.Inference operation) {
        return switch (operation.target().providerName()) {
            case BEDROCK -> bedrock(operation.request());
            case AZURE_INFERENCE -> Attributes.of(Names.AZURE_RESOURCE_PROVIDER_NAMESPACE, AZURE_NAMESPACE);
            default -> Attributes.empty();
        };
    }

    /**
     * Returns what samplers see of a model call: the labels of its metrics, but that the conventions want only unusual ports
     * on spans of Azure's.
     */
    static Attributes started(Operation.Target target, Attributes labels) {
        return target.serverPort() == HTTPS && target.providerName().equals(AZURE_INFERENCE)
                ? labels.toBuilder().remove(Names.SERVER_PORT).build()
                : labels;
    }

    /**
     * Guardrails are asked for in the body of Converse and in headers elsewhere; knowledge bases in the
     * <a href="https://docs.aws.amazon.com/bedrock/latest/APIReference/API_agent-runtime_RetrieveAndGenerate.html">body of
     * answers from them</a>.
     */
    private static Attributes bedrock(Request request) {
        Map<String, Object> extras = request.extras();
        AttributesBuilder known = Attributes.builder();
        String guardrail = text(extras, "guardrailConfig", "guardrailIdentifier");
        if (guardrail == null) {
            guardrail = header(request.headers(), GUARDRAIL_HEADER);
        }
        String base = text(extras, "retrieveAndGenerateConfiguration", "knowledgeBaseConfiguration", "knowledgeBaseId");
        if (base == null) {
            base = text(extras, "knowledgeBaseConfiguration", "knowledgeBaseId");
        }
        if (guardrail != null) {
            known.put(Names.AWS_BEDROCK_GUARDRAIL_ID, guardrail);
        }
        if (base != null) {
            known.put(Names.AWS_BEDROCK_KNOWLEDGE_BASE_ID, base);
        }
        return known.build();
    }

    private static @Nullable String text(Map<String, Object> extras, String... path) {
        Object found = extras;
        for (String name : path) {
            found = found instanceof Map<?, ?> fields ? fields.get(name) : null;
        }
        return found instanceof String text && !text.isBlank() ? text : null;
    }

    private static @Nullable String header(Map<String, String> headers, String name) {
        for (Map.Entry<String, String> header : headers.entrySet()) {
            if (header.getKey().equalsIgnoreCase(name) && !header.getValue().isBlank()) {
                return header.getValue();
            }
        }
        return null;
    }
}
