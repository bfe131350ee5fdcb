package dev.weir.tracing;

import dev.weir.ModelId;
import dev.weir.Operation;
import dev.weir.Usage;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.util.context.ContextView;

/** What is known about an agent that ran in this process. */
public final class AgentFacts extends Facts {

    private final Operation.AgentRun asked;
    private final Usage usage;
    private final List<String> finishReasons;
    private final int inferenceCalls;
    private final int toolCalls;

    AgentFacts(Conclusion conclusion, ContextView context, Operation.AgentRun asked, AgentTally tally) {
        super(conclusion, context);
        this.asked = asked;
        this.usage = tally.usage();
        this.finishReasons = tally.finishReasons();
        this.inferenceCalls = tally.inferenceCalls();
        this.toolCalls = tally.toolCalls();
    }

    @Override
    public String operation() {
        return AgentRecording.OPERATION;
    }

    /** Returns its name, empty if it has none. */
    public String name() {
        return asked.name();
    }

    /** Returns what it is for, null if not said. */
    public @Nullable String description() {
        return asked.description();
    }

    /** Returns its model, null if it uses several. */
    public @Nullable ModelId model() {
        return asked.model();
    }

    /** Returns the conversation of the request, else that of {@link #session()}; null if neither names one. */
    public @Nullable String conversationId() {
        return conversation(asked.request().conversationId());
    }

    /** Returns what its own model calls consumed, summed up. */
    public Usage usage() {
        return usage;
    }

    /** Returns why its last model call stopped. */
    public List<String> finishReasons() {
        return finishReasons;
    }

    /** Returns how many model calls it made. */
    public int inferenceCalls() {
        return inferenceCalls;
    }

    /** Returns how many tools it ran. */
    public int toolCalls() {
        return toolCalls;
    }
}
