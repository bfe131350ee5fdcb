package dev.weir.tracing;

import io.opentelemetry.api.trace.Span;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import reactor.util.Logger;
import reactor.util.Loggers;

/** Asks redactor and hook what may be recorded. Where one of them fails, nothing may; that is logged once for each. */
final class ContentGate {

    private final Logger log;
    private final @Nullable Redaction redaction;
    private final @Nullable ContentHook hook;
    private final AtomicBoolean redactorFailed = new AtomicBoolean();
    private final AtomicBoolean hookFailed = new AtomicBoolean();

    ContentGate(@Nullable Redactor redactor, @Nullable ContentHook hook) {
        this(redactor, hook, Loggers.getLogger(Tracing.class));
    }

    ContentGate(@Nullable Redactor redactor, @Nullable ContentHook hook, Logger log) {
        this.log = log;
        this.redaction = redactor == null ? null : new Redaction(redactor);
        this.hook = hook;
    }

    /** Returns whether somebody wants to see content even if it is recorded nowhere. */
    boolean isWatched() {
        return hook != null;
    }

    /** Returns what of the content may be recorded, null for nothing. */
    @Nullable
    Content pass(Content whole, Span span) {
        Content content = whole;
        if (redaction != null) {
            try {
                content = redaction.of(whole);
            } catch (Throwable failure) {
                failed("redactor", redactorFailed, failure);
                return null;
            }
        }
        if (hook == null) {
            return content;
        }
        try {
            return hook.apply(content, span);
        } catch (Throwable failure) {
            failed("content hook", hookFailed, failure);
            return null;
        }
    }

    /** Returns what of a text may be recorded that is recorded in any case; null for nothing. */
    @Nullable
    String text(@Nullable String whole) {
        if (redaction == null || whole == null) {
            return whole;
        }
        try {
            return redaction.text(whole);
        } catch (Throwable failure) {
            failed("redactor", redactorFailed, failure);
            return null;
        }
    }

    /** Names the failure only by its class: its message may hold the very text that is to be kept out of logs. */
    private void failed(String who, AtomicBoolean logged, Throwable failure) {
        if (failure instanceof VirtualMachineError error) {
            throw error;
        }
        String what = failure.getClass().getName();
        if (logged.compareAndSet(false, true)) {
            log.warn(
                    "The {} failed ({}), so the content of the call is not recorded. Further failures are logged at"
                            + " debug level",
                    who,
                    what);
        } else {
            log.debug("The {} failed ({})", who, what);
        }
    }
}
