package dev.weir.tracing;

import dev.weir.Operation;
import dev.weir.Response;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;
import reactor.util.context.ContextView;

/** A model call that answers at once. */
final class CallRecording extends InferenceRecording<Response> {

    private @Nullable Response response;

    CallRecording(Telemetry telemetry, Operation.Inference operation, Context parent, ContextView subscriber) {
        super(telemetry, operation, parent, subscriber);
    }

    @Override
    public boolean next(Response value) {
        response = value;
        return true;
    }

    @Override
    Answer answer(Ending ending, @Nullable Throwable error) {
        Response known = response != null ? response : partial(error);
        response = known;
        return known == null ? Answer.NONE : Answer.of(known);
    }

    @Override
    CallFacts.Arrival arrival() {
        return CallFacts.Arrival.atOnce(response);
    }
}
