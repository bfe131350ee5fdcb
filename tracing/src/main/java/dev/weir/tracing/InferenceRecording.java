package dev.weir.tracing;

import dev.weir.FinishReason;
import dev.weir.LlmException;
import dev.weir.Operation;
import dev.weir.Options;
import dev.weir.OutputFormat;
import dev.weir.Prompt;
import dev.weir.Request;
import dev.weir.Response;
import dev.weir.Usage;
import dev.weir.tracing.cost.Cost;
import io.opentelemetry.api.common.Attributes;
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
    private final ContentPlan content;
    private @Nullable Content admitted;
    private Answer answer = Answer.NONE;
    private Usage usage = Usage.ABSENT;
    private @Nullable String responseModel;
    private OpenAiAnswer openAi = OpenAiAnswer.NONE;
    private @Nullable Cost cost;

    InferenceRecording(Telemetry telemetry, Operation.Inference operation, Context parent, ContextView subscriber) {
        super(
                telemetry,
                parent,
                subscriber,
                operation.name() + " " + operation.target().wireModel(),
                SpanKind.CLIENT,
                ProviderAttributes.started(
                        operation.target(),
                        telemetry
                                .labels(operation.name(), operation.target(), null)
                                .attributes()));
        this.operation = operation;
        this.agent = AgentTally.of(subscriber);
        if (agent != null) {
            agent.inferenceCalled();
        }
        this.content = ContentPlan.inference(telemetry, span, context(), subscriber);
        if (content.hasEvent()) {
            keepDetails(telemetry
                    .targetAttributes(operation.name(), operation.target())
                    .build());
        }
        if (isRecorded()) {
            telemetry.guard().run(this::asked);
        }
    }

    @Override
    public Operation.Inference operation() {
        return operation;
    }

    @Override
    public reactor.util.context.Context enrich(reactor.util.context.Context context) {
        return telemetry.costs().into(context);
    }

    private void asked() {
        Request request = operation.request();
        Options options = request.options();
        if (operation.streaming()) {
            put(Names.REQUEST_STREAM, true);
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
        content.tools(request.tools());
        if (telemetry.settings().has(Extra.CONTENT_SIZES)) {
            put(Names.WEIR_MESSAGE_COUNT, (long) request.messages().size());
            put(Names.WEIR_SYSTEM_LENGTH, ContentSizes.of(request.system()));
        }
        Prompt prompt = request.prompt();
        if (prompt != null) {
            set(Names.PROMPT_NAME, prompt.name());
            set(Names.PROMPT_VERSION, prompt.version());
            set(Names.WEIR_VERSION_LABEL, prompt.label());
            told(content.variables(prompt));
        }
        if (isOpenAi()) {
            askedOpenAi(options);
        }
        putAll(ProviderAttributes.of(operation));
    }

    private void told(Attributes variables) {
        if (content.isOnSpan()) {
            span.setAllAttributes(variables);
        }
        if (content.isOnEvent()) {
            detail(variables);
        }
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
        answer = answer(ending, error);
        usage = answer.usage();
        responseModel = answer.model();
        openAi = isOpenAi() ? OpenAiAnswer.of(answer.extras()) : OpenAiAnswer.NONE;
        cost = telemetry.costs().of(operation.target(), responseModel, usage, ending, secondsUntil(telemetry.now()));
        TokenTally.add(subscriber, usage);
        if (agent != null) {
            agent.inferenceEnded(usage, answer.finishReasons());
            agent.costed(cost);
        }
        if (agent != null && agent.keepsAnswers()) {
            agent.said(output(ending, error));
        }
        if (isRecorded()) {
            answered(answer);
        }
    }

    /** Returns whether anybody will ask for what was answered. */
    final boolean keepsAnswer() {
        return content.isWanted() || (agent != null && agent.keepsAnswers());
    }

    /** Returns what was answered so far. */
    abstract List<Response.Choice> output(Ending ending, @Nullable Throwable error);

    @Override
    List<String> said() {
        return Said.in(operation.request());
    }

    @Override
    void settled(Ending ending, @Nullable Throwable error) {
        Request request = operation.request();
        Content passed = content.admitted(() -> new Content(
                operation.name(), request.system(), request.messages(), output(ending, error), request.tools()));
        admitted = passed;
        telemetry.guard().run(() -> content.messages(passed, request.tools()));
        if (!content.hasEvent()) {
            return;
        }
        if (telemetry.names().hasEventPerMessage()) {
            tellMessages(ending, error, passed);
        } else {
            DetailsEvent.emit(telemetry, context(), details(), content.forEvent(passed), request.tools());
        }
    }

    private void tellMessages(Ending ending, @Nullable Throwable error, @Nullable Content passed) {
        Content told = content.forEvent(passed);
        Request request = operation.request();
        Content shape = told != null
                ? told
                : new Content(operation.name(), List.of(), request.messages(), output(ending, error), List.of());
        new MessageEvents(telemetry, context(), operation.target().providerName(), told != null).emit(shape);
    }

    private void answered(Answer answer) {
        set(Names.RESPONSE_ID, answer.id());
        set(Names.RESPONSE_MODEL, answer.model());
        set(Names.RESPONSE_FINISH_REASONS, answer.finishReasons());
        if (answer.compacted()) {
            put(Names.CONVERSATION_COMPACTED, true);
        }
        for (Usage.Count count : Usage.Count.values()) {
            usage.get(count).ifPresent(tokens -> telemetry.names().usage(count).forEach(key -> set(key, tokens)));
        }
        putAll(telemetry.costs().attributes(cost));
        putAll(openAi.attributes(telemetry.names()));
        if (telemetry.settings().has(Extra.RAW_FINISH_REASONS)) {
            set(Names.WEIR_RAW_FINISH_REASONS, answer.rawFinishReasons());
        }
        if (telemetry.settings().has(Extra.ATTEMPT_COUNT) && answer.attempts() > 0) {
            put(Names.WEIR_ATTEMPT_COUNT, (long) answer.attempts());
        }
    }

    /** Returns how the answer came in. Asked for at the end, after {@link #answer}, and only for dialects. */
    abstract CallFacts.Arrival arrival();

    @Override
    void describe(Conclusion conclusion) {
        Content shown = content.isOnSpan() && admitted != null
                ? telemetry.settings().content().limits().of(admitted)
                : null;
        CallFacts facts = new CallFacts(
                conclusion,
                subscriber,
                operation,
                answer,
                arrival(),
                cost == null ? null : cost.rounded().doubleValue(),
                shown);
        speak((dialect, sink) -> dialect.call(facts, sink));
    }

    /** Returns the labels of this call's metrics of chunks. */
    final MetricLabels labels() {
        return telemetry.labels(operation.name(), operation.target(), responseModel);
    }

    @Override
    void measure(Ending ending, @Nullable String errorType, double seconds) {
        MetricLabels labels = telemetry.labels(operation.name(), operation.target(), responseModel, openAi);
        telemetry.instruments().inference(new Instruments.Ended(context(), labels, seconds, errorType, usage));
        telemetry
                .costs()
                .count(context(), surroundings.attribution(), operation.target(), usage, cost, ending, errorType);
    }
}
