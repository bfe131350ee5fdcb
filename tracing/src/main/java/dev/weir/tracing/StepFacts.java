package dev.weir.tracing;

import reactor.util.context.ContextView;

/** What is known about a step of the caller's own program around calls. */
public final class StepFacts extends Facts {

    private final String operation;
    private final String name;

    StepFacts(Conclusion conclusion, ContextView context, String operation, String name) {
        super(conclusion, context);
        this.operation = operation;
        this.name = name;
    }

    /** Returns {@code gen_ai.operation.name}; empty for a step that the conventions have no word for. */
    @Override
    public String operation() {
        return operation;
    }

    /** Returns what the caller named it. */
    public String name() {
        return name;
    }
}
