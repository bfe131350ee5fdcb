package dev.weir.tracing;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Runs steps outside of Reactor: the parent is the current context, and the span is current while the step's code runs. */
final class StepRun {

    /**
     * The step's code.
     *
     * @param <T> what it gives back
     * @param <X> what it may throw
     */
    @FunctionalInterface
    interface Body<T extends @Nullable Object, X extends Throwable> {
        T run(TraceSpan span) throws X;
    }

    private StepRun() {}

    /** Runs code that is done when it returns. */
    static <T extends @Nullable Object, X extends Throwable> T now(Telemetry telemetry, StepPlan plan, Body<T, X> body)
            throws X {
        StepRecording<Object> step = start(telemetry, plan);
        T result;
        try {
            result = enter(telemetry, step, body);
        } catch (Throwable failure) {
            end(telemetry, step, Ending.ERROR, failure);
            throw failure;
        }
        note(telemetry, step, result);
        end(telemetry, step, Ending.COMPLETE, null);
        return result;
    }

    /** Runs code that gives back something that is done later. */
    static <T extends @Nullable Object, X extends Throwable> CompletableFuture<T> later(
            Telemetry telemetry, StepPlan plan, Body<? extends CompletionStage<T>, X> body) throws X {
        StepRecording<Object> step = start(telemetry, plan);
        CompletionStage<T> stage;
        try {
            stage = Objects.requireNonNull(enter(telemetry, step, body), "The step returned no stage");
        } catch (Throwable failure) {
            end(telemetry, step, Ending.ERROR, failure);
            throw failure;
        }
        StepFuture<T> future = new StepFuture<>(telemetry, step, stage);
        stage.whenComplete(future::settle);
        return future;
    }

    private static @Nullable StepRecording<Object> start(Telemetry telemetry, StepPlan plan) {
        try {
            return new StepRecording<>(
                    telemetry, plan, plan.known(), Context.current(), reactor.util.context.Context.empty());
        } catch (Throwable failure) {
            telemetry.guard().failed(failure);
            return null;
        }
    }

    private static <T extends @Nullable Object, X extends Throwable> T enter(
            Telemetry telemetry, @Nullable StepRecording<Object> step, Body<T, X> body) throws X {
        if (step == null) {
            return body.run(new TraceSpan(telemetry, Span.getInvalid()));
        }
        try (Scope ignored = step.context().makeCurrent()) {
            return body.run(new TraceSpan(telemetry, step.span));
        }
    }

    private static void note(Telemetry telemetry, @Nullable StepRecording<Object> step, @Nullable Object result) {
        if (step != null && result != null) {
            telemetry.guard().run(() -> step.next(result));
        }
    }

    private static void end(
            Telemetry telemetry, @Nullable StepRecording<Object> step, Ending ending, @Nullable Throwable failure) {
        if (step != null) {
            telemetry.guard().run(() -> step.end(ending, failure));
        }
    }

    /** Ends the span before whoever waits is told; a cancel goes on to the step's own future. */
    private static final class StepFuture<T extends @Nullable Object> extends CompletableFuture<T> {

        private final Telemetry telemetry;
        private final @Nullable StepRecording<Object> step;
        private final CompletionStage<T> stage;
        private boolean ended;

        StepFuture(Telemetry telemetry, @Nullable StepRecording<Object> step, CompletionStage<T> stage) {
            this.telemetry = telemetry;
            this.step = step;
            this.stage = stage;
        }

        void settle(@Nullable T result, @Nullable Throwable failure) {
            if (failure == null) {
                note(telemetry, step, result);
                endOnce(Ending.COMPLETE, null);
                complete(result);
            } else {
                endOnce(failure instanceof CancellationException ? Ending.CANCEL : Ending.ERROR, failure);
                completeExceptionally(failure);
            }
        }

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            if (isDone()) {
                return isCancelled();
            }
            endOnce(Ending.CANCEL, null);
            boolean cancelled = super.cancel(mayInterruptIfRunning);
            if (stage instanceof CompletableFuture<?> source) {
                source.cancel(mayInterruptIfRunning);
            }
            return cancelled;
        }

        private void endOnce(Ending ending, @Nullable Throwable failure) {
            synchronized (this) {
                if (ended) {
                    return;
                }
                ended = true;
            }
            end(telemetry, step, ending, failure);
        }
    }
}
