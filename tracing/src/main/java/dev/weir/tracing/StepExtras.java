package dev.weir.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.util.context.ContextView;

/**
 * What the span of a step tells that is not known, or not to be told to everybody, when it is described.
 *
 * @param content attributes that tell content
 * @param totalTokens under which name it tells what the calls inside consumed; null if it does not
 */
record StepExtras(Attributes content, @Nullable AttributeKey<Long> totalTokens) {

    static final StepExtras NONE = new StepExtras(Attributes.empty(), null);

    StepExtras content(AttributeKey<String> key, String value) {
        return new StepExtras(content.toBuilder().put(key, value).build(), totalTokens);
    }

    StepExtras totalTokens(AttributeKey<Long> key) {
        return new StepExtras(content, key);
    }

    /** Returns recordings that tell this too. */
    <T> Recording.Factory<T> around(Telemetry telemetry, Recording.Factory<T> steps) {
        return equals(NONE)
                ? steps
                : (parent, subscriber) -> around(telemetry, steps.start(parent, subscriber), subscriber);
    }

    private <T> Recording<T> around(Telemetry telemetry, Recording<T> step, ContextView subscriber) {
        Span span = Span.fromContext(step.context());
        if (!span.isRecording()) {
            return step;
        }
        if (!content.isEmpty() && telemetry.capturesOnSpan(subscriber)) {
            telemetry.guard().run(() -> tell(telemetry, span));
        }
        return totalTokens == null ? step : new TallyRecording<>(step, telemetry.guard(), subscriber, totalTokens);
    }

    private void tell(Telemetry telemetry, Span span) {
        content.forEach(
                (key, value) -> span.setAllAttributes(AnyAttributes.of(key.getKey(), value, telemetry::admitted)));
    }

    /** Tells the names, not what they say. */
    @Override
    public String toString() {
        List<String> names = new ArrayList<>();
        content.forEach((key, value) -> names.add(key.getKey()));
        return "StepExtras[" + names + ", totalTokens=" + totalTokens + "]";
    }
}
