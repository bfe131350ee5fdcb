package dev.weir.tracing;

import static io.opentelemetry.api.common.AttributeKey.longKey;
import static io.opentelemetry.api.common.AttributeKey.stringKey;

import dev.weir.Usage;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.metrics.Meter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the unreleased generation calls differently. */
class NamesNext extends Names {

    static final AttributeKey<Long> USAGE_CACHE_WRITE_INPUT_TOKENS = longKey("gen_ai.usage.cache_write.input_tokens");
    static final AttributeKey<String> TOKEN_MODALITY = stringKey("gen_ai.token.modality");

    static final String INFERENCE_DURATION = "gen_ai.client.inference.duration";
    static final String INFERENCE_TIME_TO_FIRST_CHUNK = "gen_ai.client.inference.time_to_first_chunk";
    static final String INFERENCE_TIME_PER_OUTPUT_CHUNK = "gen_ai.client.inference.time_per_output_chunk";
    static final String INFERENCE_INPUT_TOKENS = "gen_ai.client.inference.operation.input_tokens";
    static final String INFERENCE_OUTPUT_TOKENS = "gen_ai.client.inference.operation.output_tokens";
    static final String USED_INPUT_TOKENS = "gen_ai.client.inference.usage.input_tokens";
    static final String USED_OUTPUT_TOKENS = "gen_ai.client.inference.usage.output_tokens";
    static final String USED_CACHE_READ_TOKENS = "gen_ai.client.inference.usage.cache_read.input_tokens";
    static final String USED_CACHE_WRITE_TOKENS = "gen_ai.client.inference.usage.cache_write.input_tokens";
    static final String USED_REASONING_TOKENS = "gen_ai.client.inference.usage.reasoning.output_tokens";
    static final String EMBEDDINGS_DURATION = "gen_ai.client.embeddings.duration";
    static final String EMBEDDINGS_INPUT_TOKENS = "gen_ai.client.embeddings.operation.input_tokens";
    static final String INVOKE_WORKFLOW_DURATION = "gen_ai.invoke_workflow.duration";

    @Override
    String schemaUrl() {
        return "https://opentelemetry.io/schemas/gen-ai-dev/1.42.0-dev";
    }

    @Override
    boolean hasConversation(@Nullable String operation) {
        return super.hasConversation(operation)
                || "execute_tool".equals(operation)
                || "invoke_workflow".equals(operation);
    }

    @Override
    List<AttributeKey<Long>> usage(Usage.Count count) {
        return switch (count) {
            case CACHE_WRITE -> List.of(USAGE_CACHE_WRITE_INPUT_TOKENS);
            case TEXT_INPUT -> List.of(longKey("gen_ai.usage.text.input_tokens"));
            case IMAGE_INPUT -> List.of(longKey("gen_ai.usage.image.input_tokens"));
            case AUDIO_INPUT -> List.of(longKey("gen_ai.usage.audio.input_tokens"));
            case TEXT_OUTPUT -> List.of(longKey("gen_ai.usage.text.output_tokens"));
            case IMAGE_OUTPUT -> List.of(longKey("gen_ai.usage.image.output_tokens"));
            case AUDIO_OUTPUT -> List.of(longKey("gen_ai.usage.audio.output_tokens"));
            case TEXT_CACHE_READ -> List.of(longKey("gen_ai.usage.text.cache_read.input_tokens"));
            case IMAGE_CACHE_READ -> List.of(longKey("gen_ai.usage.image.cache_read.input_tokens"));
            case AUDIO_CACHE_READ -> List.of(longKey("gen_ai.usage.audio.cache_read.input_tokens"));
            default -> super.usage(count);
        };
    }

    /** An agent may use several models, whose caches have nothing to do with each other. */
    @Override
    List<AttributeKey<Long>> agentUsage(Usage.Count count) {
        return count == Usage.Count.INPUT || count == Usage.Count.OUTPUT ? usage(count) : List.of();
    }

    @Override
    AttributeKey<String> innerConversation() {
        return CONVERSATION_ID;
    }

    @Override
    Instruments instruments(Meter meter) {
        return new InstrumentsNext(meter);
    }
}
