package dev.weir.tracing;

import static io.opentelemetry.api.common.AttributeKey.stringKey;

import io.opentelemetry.api.common.AttributeKey;

/** What generation 1.36 called differently. */
final class Names136 extends Names {

    static final AttributeKey<String> SYSTEM = stringKey("gen_ai.system");

    private static final AttributeKey<String> REQUEST_SERVICE_TIER = stringKey("gen_ai.openai.request.service_tier");
    private static final AttributeKey<String> RESPONSE_SERVICE_TIER = stringKey("gen_ai.openai.response.service_tier");
    private static final AttributeKey<String> RESPONSE_SYSTEM_FINGERPRINT =
            stringKey("gen_ai.openai.response.system_fingerprint");

    @Override
    String schemaUrl() {
        return "https://opentelemetry.io/schemas/1.36.0";
    }

    @Override
    AttributeKey<String> provider() {
        return SYSTEM;
    }

    @Override
    String providerValue(String name) {
        return switch (name) {
            case "azure.ai.inference" -> "az.ai.inference";
            case "azure.ai.openai" -> "az.ai.openai";
            case "gcp.gemini" -> "gemini";
            case "gcp.vertex_ai" -> "vertex_ai";
            case "x_ai" -> "xai";
            default -> name;
        };
    }

    @Override
    boolean hasEventPerMessage() {
        return true;
    }

    @Override
    AttributeKey<String> openaiRequestServiceTier() {
        return REQUEST_SERVICE_TIER;
    }

    @Override
    AttributeKey<String> openaiResponseServiceTier() {
        return RESPONSE_SERVICE_TIER;
    }

    @Override
    AttributeKey<String> openaiResponseSystemFingerprint() {
        return RESPONSE_SYSTEM_FINGERPRINT;
    }
}
