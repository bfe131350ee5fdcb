package dev.weir.tracing;

import dev.weir.Operation;
import org.jspecify.annotations.Nullable;
import reactor.util.context.ContextView;

/** What is known about a tool that the caller ran. */
public final class ToolFacts extends Facts {

    private final Operation.ToolExecution asked;
    private final @Nullable String arguments;
    private final @Nullable String result;

    ToolFacts(
            Conclusion conclusion,
            ContextView context,
            Operation.ToolExecution asked,
            @Nullable String arguments,
            @Nullable String result) {
        super(conclusion, context);
        this.asked = asked;
        this.arguments = arguments;
        this.result = result;
    }

    @Override
    public String operation() {
        return ToolRecording.OPERATION;
    }

    /** Returns the tool's name. */
    public String name() {
        return asked.tool().name();
    }

    /** Returns what the model is told about it, null if nothing. */
    public @Nullable String description() {
        return asked.tool().description();
    }

    /** Returns the provider's id of the call, null if it gave none. */
    public @Nullable String callId() {
        return asked.call().id();
    }

    /** Returns the name of the agent that ran it, null outside of agents. */
    public @Nullable String agent() {
        return asked.agent();
    }

    /** Returns the arguments, redacted, usually JSON; null unless content is captured on spans. */
    public @Nullable String arguments() {
        return arguments;
    }

    /** Returns what the tool returned, redacted, usually JSON; null if it failed or unless content is captured on spans. */
    public @Nullable String result() {
        return result;
    }
}
