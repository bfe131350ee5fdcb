package dev.weir.tracing;

import io.opentelemetry.api.trace.Span;
import org.jspecify.annotations.Nullable;

/**
 * Sees the content of every model call, agent run, tool execution and ranking when it ends, before it is written down: to
 * change it, to drop it, or to keep it elsewhere. Called whatever is captured and whether or not the span is sampled; what
 * the {@link Redactor} takes out, it does not see. Called on event loops, by several threads at once: it must not block.
 */
@FunctionalInterface
public interface ContentHook {

    /**
     * Returns what may be recorded, {@code content} itself for all of it, null for nothing. If it throws, nothing of the
     * call's content is recorded. What it returns is recorded as it is, where {@link ContentCapture} says so.
     *
     * @param content what was said, as far as it had arrived
     * @param span the operation's span, which has not ended; attributes may be added, for example where the content is kept
     */
    @Nullable
    Content apply(Content content, Span span);
}
