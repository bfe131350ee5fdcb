package dev.weir.tracing;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Context;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.util.context.ContextView;

/** A step of the user's own program around calls. */
final class StepRecording<T> extends SpanRecording<T> {

    private final String name;
    private final @Nullable Function<Object, @Nullable Object> result;
    private @Nullable SpanLink link;
    private @Nullable Object last;

    StepRecording(Telemetry telemetry, StepPlan plan, Attributes known, Context parent, ContextView subscriber) {
        super(telemetry, parent, subscriber, plan.name(), plan.kind(), known, plan.links());
        this.name = plan.name();
        boolean content = plan.hasContent() && span.isRecording() && telemetry.capturesOnSpan(subscriber);
        this.result = content ? plan.result() : null;
        this.link = plan.link();
        if (content) {
            telemetry.guard().run(() -> tell(plan));
        }
    }

    private void tell(StepPlan plan) {
        AttributesBuilder arguments = Attributes.builder();
        plan.arguments()
                .forEach(argument -> AnyAttributes.put(
                        arguments, Names.WEIR_TRACE_ARGUMENT + argument.name(), argument.value(), telemetry::admitted));
        span.setAllAttributes(arguments.build());
    }

    @Override
    public boolean next(T value) {
        if (link != null) {
            follow();
        }
        if (result != null) {
            last = value;
        }
        return false;
    }

    /** The first element shows that the shared stream runs, so that its span is known and the right one. */
    private void follow() {
        SpanContext target = link == null ? null : link.spanContext();
        link = null;
        if (target != null) {
            span.addLink(target);
        }
    }

    @Override
    void ended(Ending ending, @Nullable Throwable error) {
        follow();
        Object value = last instanceof Trace<?> trace ? trace.result() : last;
        if (ending == Ending.COMPLETE && result != null && value != null) {
            span.setAllAttributes(AnyAttributes.of(Names.WEIR_TRACE_RESULT, result.apply(value), telemetry::admitted));
        }
    }

    @Override
    void describe(Conclusion conclusion) {
        StepFacts facts = new StepFacts(conclusion, subscriber, "", name);
        speak((dialect, sink) -> dialect.step(facts, sink));
    }

    @Override
    public boolean surroundsOthers() {
        return true;
    }

    @Override
    void measure(Ending ending, @Nullable String errorType, double seconds) {}
}
