package dev.weir.tracing;

import dev.weir.FinishReason;
import dev.weir.LlmException;
import dev.weir.Operation;
import dev.weir.Options;
import dev.weir.OutputFormat;
import dev.weir.Request;
import dev.weir.Response;
import dev.weir.Usage;
import dev.weir.spi.JsonException;
import dev.weir.spi.JsonReader;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.util.context.ContextView;

/** A model call: what call and stream have in common. */
abstract class InferenceRecording<T> extends SpanRecording<T> {

    private static final String OPENAI = "openai";

    final Operation.Inference operation;
    private final @Nullable AgentTally agent;
    private Usage usage = Usage.ABSENT;
    private @Nullable String responseModel;

    InferenceRecording(Telemetry telemetry, Operation.Inference operation, Context parent, ContextView subscriber) {
        super(
                telemetry,
                parent,
                subscriber,
                operation.name() + " " + operation.target().wireModel(),
                SpanKind.CLIENT,
                telemetry.labels(operation.name(), operation.target(), null).attributes());
        this.operation = operation;
        this.agent = AgentTally.of(subscriber);
        if (agent != null) {
            agent.inferenceCalled();
        }
        if (span.isRecording()) {
            telemetry.guard().run(this::asked);
        }
    }

    @Override
    public Operation.Inference operation() {
        return operation;
    }

    private void asked() {
        Request request = operation.request();
        Options options = request.options();
        if (operation.streaming()) {
            span.setAttribute(Names.REQUEST_STREAM, true);
        }
        set(Names.CONVERSATION_ID, request.conversationId());
        set(Names.OUTPUT_TYPE, outputType(request.outputFormat()));
        set(Names.REQUEST_CHOICE_COUNT, choices() == 1 ? null : options.choiceCount());
        set(Names.REQUEST_SEED, options.seed());
        set(Names.REQUEST_TOP_K, options.topK());
        set(Names.REQUEST_FREQUENCY_PENALTY, options.frequencyPenalty());
        set(Names.REQUEST_MAX_TOKENS, options.maxTokens());
        set(Names.REQUEST_PRESENCE_PENALTY, options.presencePenalty());
        set(Names.REQUEST_PREVIOUS_RESPONSE_ID, request.previousResponseId());
        set(
                Names.REQUEST_REASONING_LEVEL,
                options.thinking() == null ? null : options.thinking().level());
        set(Names.REQUEST_STOP_SEQUENCES, options.stop());
        set(Names.REQUEST_TEMPERATURE, options.temperature());
        set(Names.REQUEST_TOP_P, options.topP());
        set(Names.TOOL_DEFINITIONS, ToolDefinitions.namesOf(request.tools()));
        if (isOpenAi()) {
            askedOpenAi(options);
        }
        ProviderAttributes.asked(operation, span);
    }

    private void askedOpenAi(Options options) {
        set(
                Names.OPENAI_API_TYPE,
                switch (operation.target().api()) {
                    case "openai-chat" -> "chat_completions";
                    case "openai-responses" -> "responses";
                    default -> null;
                });
        String tier = options.serviceTier();
        set(telemetry.names().openaiRequestServiceTier(), "auto".equals(tier) ? null : tier);
    }

    private boolean isOpenAi() {
        return operation.target().providerName().equals(OPENAI);
    }

    /** Returns how many alternative answers were asked for. */
    final int choices() {
        Integer count = operation.request().options().choiceCount();
        return count == null ? 1 : count;
    }

    private static @Nullable String outputType(@Nullable OutputFormat format) {
        if (format == null) {
            return null;
        }
        return format.type() == OutputFormat.Type.TEXT ? "text" : "json";
    }

    /** What is known about the answer once nothing follows. */
    record Answer(
            @Nullable String id,
            @Nullable String model,
            Usage usage,
            List<String> finishReasons,
            List<String> rawFinishReasons,
            boolean compacted,
            Map<String, String> extras,
            int attempts) {

        /** Counts what is paid, where a provider tells that apart from what was read. */
        Answer {
            usage = usage.billed();
        }

        static final Answer NONE = new Answer(null, null, Usage.ABSENT, List.of(), List.of(), false, Map.of(), 0);

        static Answer of(Response response) {
            List<Response.Choice> choices = response.choices();
            return new Answer(
                    response.id(),
                    response.model(),
                    response.usage(),
                    FinishReasons.of(choices),
                    choices.stream()
                            .map(Response.Choice::rawFinishReason)
                            .filter(java.util.Objects::nonNull)
                            .toList(),
                    choices.stream().anyMatch(choice -> choice.finishReason() == FinishReason.COMPACTION),
                    response.extras(),
                    response.metadata().attempts());
        }
    }

    /** Returns what arrived of the answer. */
    abstract Answer answer(Ending ending, @Nullable Throwable error);

    /** Returns what arrived before the failure, as far as the failure knows it. */
    static @Nullable Response partial(@Nullable Throwable error) {
        return error instanceof LlmException failure ? failure.partial().orElse(null) : null;
    }

    @Override
    void ended(Ending ending, @Nullable Throwable error) {
        Answer answer = answer(ending, error);
        usage = answer.usage();
        responseModel = answer.model();
        if (agent != null) {
            agent.inferenceEnded(usage, answer.finishReasons());
        }
        if (span.isRecording()) {
            answered(answer);
        }
    }

    private void answered(Answer answer) {
        set(Names.RESPONSE_ID, answer.id());
        set(Names.RESPONSE_MODEL, answer.model());
        set(Names.RESPONSE_FINISH_REASONS, answer.finishReasons());
        if (answer.compacted()) {
            span.setAttribute(Names.CONVERSATION_COMPACTED, true);
        }
        for (Usage.Count count : Usage.Count.values()) {
            usage.get(count).ifPresent(tokens -> telemetry.names().usage(count).forEach(key -> set(key, tokens)));
        }
        if (isOpenAi()) {
            Names names = telemetry.names();
            set(names.openaiResponseServiceTier(), text(answer.extras().get("service_tier")));
            set(names.openaiResponseSystemFingerprint(), text(answer.extras().get("system_fingerprint")));
        }
        if (telemetry.settings().has(Extra.RAW_FINISH_REASONS)) {
            set(Names.WEIR_RAW_FINISH_REASONS, answer.rawFinishReasons());
        }
        if (telemetry.settings().has(Extra.ATTEMPT_COUNT) && answer.attempts() > 0) {
            span.setAttribute(Names.WEIR_ATTEMPT_COUNT, (long) answer.attempts());
        }
    }

    private static @Nullable String text(@Nullable String json) {
        if (json == null) {
            return null;
        }
        try {
            return JsonReader.of(json).stringOrNull();
        } catch (JsonException notText) {
            return null;
        }
    }

    /** Returns the labels of this call's metrics. */
    final MetricLabels labels() {
        return telemetry.labels(operation.name(), operation.target(), responseModel);
    }

    @Override
    void measure(Ending ending, @Nullable String errorType, double seconds) {
        telemetry.instruments().inference(new Instruments.Ended(context(), labels(), seconds, errorType, usage));
    }
}
