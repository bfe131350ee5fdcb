package dev.weir.tracing.cost;

import dev.weir.LlmException;
import dev.weir.Operation;
import dev.weir.Response;
import dev.weir.Usage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;

/** Counts an answer that arrives whole. */
final class AnswerMeter<T> extends MeteredSubscriber<T> {

    private static final double[] NOTHING = new double[2];

    private final Function<T, Usage> usageOf;
    private final Function<T, @Nullable String> modelOf;
    private volatile @Nullable T answer;

    AnswerMeter(
            CoreSubscriber<? super T> actual,
            Metering.Call call,
            Operation.Target target,
            Metering.@Nullable Limit limit,
            Function<T, Usage> usageOf,
            Function<T, @Nullable String> modelOf) {
        super(actual, call, target, limit);
        this.usageOf = usageOf;
        this.modelOf = modelOf;
    }

    @Override
    void count(T value) {
        answer = value;
    }

    @Override
    boolean isOutput(T value) {
        return false;
    }

    @Override
    @Nullable
    String servedModel() {
        T known = answer;
        return known == null ? null : modelOf.apply(known);
    }

    @Override
    Usage reported(@Nullable Throwable error) {
        T known = answer;
        if (known != null) {
            return usageOf.apply(known);
        }
        return error instanceof LlmException failure
                ? failure.partial().map(Response::usage).orElse(Usage.ABSENT)
                : Usage.ABSENT;
    }

    @Override
    boolean isWhole() {
        return answer != null;
    }

    @Override
    double[] unreported(@Nullable Throwable error) {
        return NOTHING;
    }

    @Override
    @Nullable
    Response partial() {
        return null;
    }
}
