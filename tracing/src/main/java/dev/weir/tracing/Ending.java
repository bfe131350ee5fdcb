package dev.weir.tracing;

/** How an operation ended. */
enum Ending {
    /** The source completed, or handed out its last value. */
    COMPLETE,
    /** The source failed. */
    ERROR,
    /** The subscriber lost interest first. */
    CANCEL
}
