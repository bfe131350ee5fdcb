package dev.weir.tracing;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/**
 * Ties spans of those who share one stream to the span of that stream. A shared stream is one call with one span, whose
 * parent is the subscriber that started it; the others know of it through a link.
 *
 * <pre>{@code
 * SpanLink answer = SpanLink.create();
 * Flux<Chunk> shared = model.stream(request).transform(answer::capture).share();
 *
 * Flux<Chunk> oneOfMany = shared.transform(tracing.trace("sse client").link(answer)::around);
 * }</pre>
 *
 * <p>Safe to use by any thread.
 */
public final class SpanLink {

    /** Waits for the outermost span of one subscription. */
    private static final class Slot {
        private final SpanLink link;
        private boolean taken;

        Slot(SpanLink link) {
            this.link = link;
        }

        synchronized void take(Span span) {
            if (!taken && span.getSpanContext().isValid()) {
                taken = true;
                link.captured = span.getSpanContext();
            }
        }
    }

    private volatile @Nullable SpanContext captured;

    private SpanLink() {}

    /** Returns a link that leads nowhere until a captured source is subscribed to. */
    public static SpanLink create() {
        return new SpanLink();
    }

    /** Returns the source, whose next span this link will lead to; of several subscriptions the latest. */
    public <T> Flux<T> capture(Flux<T> source) {
        return source.contextWrite(context -> context.put(Slot.class, new Slot(this)));
    }

    /** Returns the source, whose next span this link will lead to; see {@link #capture(Flux)}. */
    public <T> Mono<T> capture(Mono<T> source) {
        return source.contextWrite(context -> context.put(Slot.class, new Slot(this)));
    }

    /** Returns where the link leads to, null if nothing has been captured yet. */
    public @Nullable SpanContext spanContext() {
        return captured;
    }

    /** Offers a span that starts for that subscriber. */
    static void captured(ContextView subscriber, Span span) {
        Slot slot = subscriber.getOrDefault(Slot.class, null);
        if (slot != null) {
            slot.take(span);
        }
    }
}
