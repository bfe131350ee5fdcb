package dev.weir.tracing;

import static io.opentelemetry.api.common.AttributeKey.booleanKey;
import static io.opentelemetry.api.common.AttributeKey.doubleKey;
import static io.opentelemetry.api.common.AttributeKey.longKey;
import static io.opentelemetry.api.common.AttributeKey.stringArrayKey;
import static io.opentelemetry.api.common.AttributeKey.stringKey;

import dev.weir.Usage;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.metrics.Meter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Every name of generation 1.41, and what other generations change. The published constants are deprecated, because the
 * conventions moved to a repository of their own, so these are ours; a test compares them with the conventions.
 */
class Names {

    static final String SCOPE = "dev.weir.tracing";

    static final AttributeKey<String> OPERATION_NAME = stringKey("gen_ai.operation.name");
    static final AttributeKey<String> PROVIDER_NAME = stringKey("gen_ai.provider.name");
    static final AttributeKey<String> ERROR_TYPE = stringKey("error.type");
    static final AttributeKey<String> SERVER_ADDRESS = stringKey("server.address");
    static final AttributeKey<Long> SERVER_PORT = longKey("server.port");
    static final AttributeKey<String> CONVERSATION_ID = stringKey("gen_ai.conversation.id");
    static final AttributeKey<Boolean> CONVERSATION_COMPACTED = booleanKey("gen_ai.conversation.compacted");
    static final AttributeKey<String> OUTPUT_TYPE = stringKey("gen_ai.output.type");

    static final AttributeKey<String> PROMPT_NAME = stringKey("gen_ai.prompt.name");
    static final String PROMPT_VARIABLE = "gen_ai.prompt.variable";
    static final AttributeKey<String> PROMPT_VERSION = stringKey("gen_ai.prompt.version");

    static final AttributeKey<String> REQUEST_MODEL = stringKey("gen_ai.request.model");
    static final AttributeKey<Long> REQUEST_CHOICE_COUNT = longKey("gen_ai.request.choice.count");
    static final AttributeKey<Long> REQUEST_SEED = longKey("gen_ai.request.seed");
    static final AttributeKey<Boolean> REQUEST_STREAM = booleanKey("gen_ai.request.stream");
    static final AttributeKey<Long> REQUEST_TOP_K = longKey("gen_ai.request.top_k");
    static final AttributeKey<Double> REQUEST_FREQUENCY_PENALTY = doubleKey("gen_ai.request.frequency_penalty");
    static final AttributeKey<Long> REQUEST_MAX_TOKENS = longKey("gen_ai.request.max_tokens");
    static final AttributeKey<Double> REQUEST_PRESENCE_PENALTY = doubleKey("gen_ai.request.presence_penalty");
    static final AttributeKey<String> REQUEST_PREVIOUS_RESPONSE_ID = stringKey("gen_ai.request.previous_response.id");
    static final AttributeKey<String> REQUEST_REASONING_LEVEL = stringKey("gen_ai.request.reasoning.level");
    static final AttributeKey<List<String>> REQUEST_STOP_SEQUENCES = stringArrayKey("gen_ai.request.stop_sequences");
    static final AttributeKey<Double> REQUEST_TEMPERATURE = doubleKey("gen_ai.request.temperature");
    static final AttributeKey<Double> REQUEST_TOP_P = doubleKey("gen_ai.request.top_p");
    static final AttributeKey<List<String>> REQUEST_ENCODING_FORMATS =
            stringArrayKey("gen_ai.request.encoding_formats");

    static final AttributeKey<List<String>> RESPONSE_FINISH_REASONS = stringArrayKey("gen_ai.response.finish_reasons");
    static final AttributeKey<String> RESPONSE_ID = stringKey("gen_ai.response.id");
    static final AttributeKey<String> RESPONSE_MODEL = stringKey("gen_ai.response.model");
    static final AttributeKey<Double> RESPONSE_TIME_TO_FIRST_CHUNK = doubleKey("gen_ai.response.time_to_first_chunk");

    static final AttributeKey<Long> USAGE_INPUT_TOKENS = longKey("gen_ai.usage.input_tokens");
    static final AttributeKey<Long> USAGE_OUTPUT_TOKENS = longKey("gen_ai.usage.output_tokens");
    static final AttributeKey<Long> USAGE_CACHE_READ_INPUT_TOKENS = longKey("gen_ai.usage.cache_read.input_tokens");
    static final AttributeKey<Long> USAGE_CACHE_CREATION_INPUT_TOKENS =
            longKey("gen_ai.usage.cache_creation.input_tokens");
    static final AttributeKey<Long> USAGE_REASONING_OUTPUT_TOKENS = longKey("gen_ai.usage.reasoning.output_tokens");
    static final AttributeKey<String> TOKEN_TYPE = stringKey("gen_ai.token.type");

    static final AttributeKey<Long> EMBEDDINGS_DIMENSION_COUNT = longKey("gen_ai.embeddings.dimension.count");
    static final AttributeKey<String> RETRIEVAL_QUERY_TEXT = stringKey("gen_ai.retrieval.query.text");
    static final AttributeKey<String> RETRIEVAL_DOCUMENTS = stringKey("gen_ai.retrieval.documents");
    static final AttributeKey<String> DATA_SOURCE_ID = stringKey("gen_ai.data_source.id");
    static final AttributeKey<Long> RETRIEVAL_TOP_K = longKey("gen_ai.retrieval.top_k");

    static final AttributeKey<String> INPUT_MESSAGES = stringKey("gen_ai.input.messages");
    static final AttributeKey<String> OUTPUT_MESSAGES = stringKey("gen_ai.output.messages");
    static final AttributeKey<String> SYSTEM_INSTRUCTIONS = stringKey("gen_ai.system_instructions");

    static final AttributeKey<String> TOOL_NAME = stringKey("gen_ai.tool.name");
    static final AttributeKey<String> TOOL_TYPE = stringKey("gen_ai.tool.type");
    static final AttributeKey<String> TOOL_CALL_ID = stringKey("gen_ai.tool.call.id");
    static final AttributeKey<String> TOOL_DESCRIPTION = stringKey("gen_ai.tool.description");
    static final AttributeKey<String> TOOL_CALL_ARGUMENTS = stringKey("gen_ai.tool.call.arguments");
    static final AttributeKey<String> TOOL_CALL_RESULT = stringKey("gen_ai.tool.call.result");
    static final AttributeKey<String> TOOL_DEFINITIONS = stringKey("gen_ai.tool.definitions");
    static final AttributeKey<String> AGENT_NAME = stringKey("gen_ai.agent.name");
    static final AttributeKey<String> AGENT_DESCRIPTION = stringKey("gen_ai.agent.description");
    static final AttributeKey<String> AGENT_ID = stringKey("gen_ai.agent.id");
    static final AttributeKey<String> AGENT_VERSION = stringKey("gen_ai.agent.version");
    static final AttributeKey<String> WORKFLOW_NAME = stringKey("gen_ai.workflow.name");

    static final AttributeKey<String> OPENAI_API_TYPE = stringKey("openai.api.type");
    static final AttributeKey<String> OPENAI_REQUEST_SERVICE_TIER = stringKey("openai.request.service_tier");
    static final AttributeKey<String> OPENAI_RESPONSE_SERVICE_TIER = stringKey("openai.response.service_tier");
    static final AttributeKey<String> OPENAI_RESPONSE_SYSTEM_FINGERPRINT =
            stringKey("openai.response.system_fingerprint");
    static final AttributeKey<String> AWS_BEDROCK_GUARDRAIL_ID = stringKey("aws.bedrock.guardrail.id");
    static final AttributeKey<String> AWS_BEDROCK_KNOWLEDGE_BASE_ID = stringKey("aws.bedrock.knowledge_base.id");
    static final AttributeKey<String> AZURE_RESOURCE_PROVIDER_NAMESPACE =
            stringKey("azure.resource_provider.namespace");

    static final String EVALUATION_RESULT = "gen_ai.evaluation.result";
    static final AttributeKey<String> EVALUATION_NAME = stringKey("gen_ai.evaluation.name");
    static final AttributeKey<Double> EVALUATION_SCORE_VALUE = doubleKey("gen_ai.evaluation.score.value");
    static final AttributeKey<String> EVALUATION_SCORE_LABEL = stringKey("gen_ai.evaluation.score.label");
    static final AttributeKey<String> EVALUATION_EXPLANATION = stringKey("gen_ai.evaluation.explanation");

    static final AttributeKey<String> CODE_FUNCTION_NAME = stringKey("code.function.name");

    static final AttributeKey<Long> WEIR_ATTEMPT_COUNT = longKey("weir.request.attempt_count");
    static final AttributeKey<Double> WEIR_TIME_TO_FIRST_TOKEN = doubleKey("weir.response.time_to_first_token");
    static final AttributeKey<Long> WEIR_CHUNK_COUNT = longKey("weir.response.chunk_count");
    static final AttributeKey<List<String>> WEIR_RAW_FINISH_REASONS =
            stringArrayKey("weir.response.finish_reasons.raw");
    static final AttributeKey<Long> WEIR_MESSAGE_COUNT = longKey("weir.request.message_count");
    static final AttributeKey<Long> WEIR_SYSTEM_LENGTH = longKey("weir.request.system_length");
    static final AttributeKey<Long> WEIR_RESPONSE_LENGTH = longKey("weir.response.length");
    static final AttributeKey<Boolean> WEIR_COST_ESTIMATED = booleanKey("weir.usage.cost_estimated");
    static final AttributeKey<String> WEIR_OUTCOME = stringKey("weir.outcome");
    static final AttributeKey<Long> WEIR_TOOL_RESULT_SIZE = longKey("weir.tool.result_size");
    static final AttributeKey<Long> WEIR_STEP_NUMBER = longKey("weir.step.number");
    static final AttributeKey<Long> WEIR_STEP_INPUT_TOKENS = longKey("weir.step.input_tokens");
    static final AttributeKey<Long> WEIR_STEP_OUTPUT_TOKENS = longKey("weir.step.output_tokens");
    static final AttributeKey<Long> WEIR_STEP_INPUT_TOKEN_DELTA = longKey("weir.step.input_token_delta");
    static final AttributeKey<List<String>> WEIR_TRACE_TAGS = stringArrayKey("weir.trace.tags");
    static final String WEIR_TRACE_METADATA = "weir.trace.metadata.";
    static final String WEIR_TRACE_ARGUMENT = "weir.trace.argument.";
    static final String WEIR_TRACE_RESULT = "weir.trace.result";
    static final AttributeKey<String> WEIR_VERSION_ID = stringKey("weir.version.id");
    static final AttributeKey<String> WEIR_VERSION_LABEL = stringKey("weir.version.label");
    static final AttributeKey<String> WEIR_SESSION_PARENT_ID = stringKey("weir.session.parent_id");
    static final String WEIR_SESSION = "weir.session.";
    static final String WEIR_LOG = "weir.log";
    static final AttributeKey<String> WEIR_LOG_LEVEL = stringKey("weir.log.level");
    static final AttributeKey<String> WEIR_LOG_MESSAGE = stringKey("weir.log.message");

    static final String OPERATION_DURATION = "gen_ai.client.operation.duration";
    static final String TOKEN_USAGE = "gen_ai.client.token.usage";
    static final String TIME_TO_FIRST_CHUNK = "gen_ai.client.operation.time_to_first_chunk";
    static final String TIME_PER_OUTPUT_CHUNK = "gen_ai.client.operation.time_per_output_chunk";
    static final String EXECUTE_TOOL_DURATION = "gen_ai.execute_tool.duration";
    static final String INVOKE_AGENT_DURATION = "gen_ai.invoke_agent.duration";
    static final String INVOKE_AGENT_INFERENCE_CALLS = "gen_ai.invoke_agent.inference_calls";
    static final String INVOKE_AGENT_TOOL_CALLS = "gen_ai.invoke_agent.tool_calls";
    static final String WORKFLOW_DURATION = "gen_ai.workflow.duration";

    /** Returns the names of that generation. */
    static Names of(Semconv semconv) {
        return switch (semconv) {
            case V1_36 -> new Names136();
            case V1_41 -> new Names();
            case NEXT -> new NamesNext();
            case DUP -> new NamesDup();
        };
    }

    /** Returns the schema that spans and metrics claim to follow. */
    String schemaUrl() {
        return "https://opentelemetry.io/schemas/1.41.0";
    }

    /** Returns the attribute that names the provider. */
    AttributeKey<String> provider() {
        return PROVIDER_NAME;
    }

    /** Returns how the provider is called; {@code name} is the word of 1.41. */
    String providerValue(String name) {
        return name;
    }

    /** Returns whether the messages of a call are told one by one, as events, and nowhere else. */
    boolean hasEventPerMessage() {
        return false;
    }

    /** Returns whether spans of that operation tell the conversation; {@code operation} is null for the user's own steps. */
    boolean hasConversation(@Nullable String operation) {
        return operation != null
                && switch (operation) {
                    case "chat", "generate_content", "text_completion", "invoke_agent" -> true;
                    default -> false;
                };
    }

    /** Returns the attributes for a count of tokens on a model call; none if this generation has no name for it. */
    List<AttributeKey<Long>> usage(Usage.Count count) {
        return switch (count) {
            case INPUT -> List.of(USAGE_INPUT_TOKENS);
            case OUTPUT -> List.of(USAGE_OUTPUT_TOKENS);
            case CACHE_READ -> List.of(USAGE_CACHE_READ_INPUT_TOKENS);
            case CACHE_WRITE -> List.of(USAGE_CACHE_CREATION_INPUT_TOKENS);
            case REASONING -> List.of(USAGE_REASONING_OUTPUT_TOKENS);
            default -> List.of();
        };
    }

    /** Returns the attributes for a count of tokens on the run of an agent. */
    List<AttributeKey<Long>> agentUsage(Usage.Count count) {
        return count == Usage.Count.REASONING ? List.of() : usage(count);
    }

    /** Returns the attributes for a count of tokens on the run of a remote agent. */
    final List<AttributeKey<Long>> remoteAgentUsage(Usage.Count count) {
        return count == Usage.Count.REASONING ? List.of() : usage(count);
    }

    /** Returns the attribute for the conversation that a tool or a workflow runs in; null if this generation has none. */
    @Nullable
    AttributeKey<String> innerConversation() {
        return null;
    }

    /** Returns the attribute for the service tier a request asks OpenAI for. */
    AttributeKey<String> openaiRequestServiceTier() {
        return OPENAI_REQUEST_SERVICE_TIER;
    }

    /** Returns the attribute for the service tier OpenAI used. */
    AttributeKey<String> openaiResponseServiceTier() {
        return OPENAI_RESPONSE_SERVICE_TIER;
    }

    /** Returns the attribute for OpenAI's fingerprint of its configuration. */
    AttributeKey<String> openaiResponseSystemFingerprint() {
        return OPENAI_RESPONSE_SYSTEM_FINGERPRINT;
    }

    /** Returns the metrics of this generation. */
    Instruments instruments(Meter meter) {
        return new Instruments141(meter);
    }
}
