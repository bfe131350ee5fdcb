package dev.weir.tracing;

import io.opentelemetry.api.common.AttributeKey;
import org.jspecify.annotations.Nullable;
import reactor.util.context.ContextView;

/** Puts on a span, at its end, how many tokens the calls inside reported. */
final class TallyRecording<T> extends ForwardingRecording<T> {

    private final AttributeKey<Long> key;
    private final TokenTally tally;

    TallyRecording(Recording<T> recording, Guard guard, ContextView subscriber, AttributeKey<Long> key) {
        super(recording, guard);
        this.key = key;
        this.tally = TokenTally.inside(subscriber);
    }

    @Override
    public reactor.util.context.Context enrich(reactor.util.context.Context context) {
        return tally.into(super.enrich(context));
    }

    @Override
    public void end(Ending ending, @Nullable Throwable error) {
        try {
            guard.run(() -> {
                Long total = tally.total();
                if (total != null) {
                    span.setAttribute(key, total);
                }
            });
        } finally {
            super.end(ending, error);
        }
    }
}
