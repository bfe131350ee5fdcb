package dev.weir.tracing;

import reactor.util.context.ContextView;

/** Decides whether arguments and results of the user's own steps may go onto their spans. */
@FunctionalInterface
interface StepContent {

    /** Nothing may. */
    StepContent NONE = subscriber -> false;

    /** Returns whether content may go onto the span of whoever subscribes with that context; empty in blocking code. */
    boolean mayGoOnSpan(ContextView subscriber);
}
