package dev.weir.tracing;

import dev.weir.Options;
import dev.weir.OutputFormat;
import dev.weir.Request;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;
import reactor.util.context.ContextView;

/** The run of an agent, wherever it lives: what both kinds tell about it. */
abstract class AskedRecording<T> extends SpanRecording<T> {

    static final String OPERATION = "invoke_agent";

    final ContentPlan content;

    AskedRecording(
            Telemetry telemetry,
            Context parent,
            ContextView subscriber,
            String agent,
            SpanKind kind,
            Attributes known) {
        super(
                telemetry,
                parent,
                subscriber,
                agent.isEmpty() ? OPERATION : OPERATION + " " + agent,
                kind,
                known.toBuilder().put(Names.OPERATION_NAME, OPERATION).build());
        this.content = ContentPlan.spanOnly(telemetry, span, subscriber);
    }

    @Override
    public final boolean surroundsOthers() {
        return true;
    }

    /** Puts on the span what the agent is and what it was asked. */
    final void asked(@Nullable String description, @Nullable String dataSource, Request request) {
        Options options = request.options();
        Integer choices = options.choiceCount();
        OutputFormat format = request.outputFormat();
        set(Names.AGENT_DESCRIPTION, description);
        set(Names.DATA_SOURCE_ID, dataSource);
        set(Names.CONVERSATION_ID, request.conversationId());
        set(Names.OUTPUT_TYPE, format == null ? null : format.type() == OutputFormat.Type.TEXT ? "text" : "json");
        set(Names.REQUEST_CHOICE_COUNT, choices != null && choices == 1 ? null : choices);
        set(Names.REQUEST_SEED, options.seed());
        set(Names.REQUEST_FREQUENCY_PENALTY, options.frequencyPenalty());
        set(Names.REQUEST_MAX_TOKENS, options.maxTokens());
        set(Names.REQUEST_PRESENCE_PENALTY, options.presencePenalty());
        set(Names.REQUEST_STOP_SEQUENCES, options.stop());
        set(Names.REQUEST_TEMPERATURE, options.temperature());
        set(Names.REQUEST_TOP_P, options.topP());
        content.tools(request.tools());
    }
}
