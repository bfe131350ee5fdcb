package dev.weir.tracing;

import dev.weir.Operation;
import dev.weir.Response;
import io.opentelemetry.context.Context;
import java.util.List;
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
    List<Response.Choice> output(Ending ending, @Nullable Throwable error) {
        Response known = response != null ? response : partial(error);
        return known == null ? List.of() : known.choices();
    }

    @Override
    void ended(Ending ending, @Nullable Throwable error) {
        super.ended(ending, error);
        if (response != null && isRecorded() && telemetry.settings().has(Extra.CONTENT_SIZES)) {
            put(Names.WEIR_RESPONSE_LENGTH, ContentSizes.ofAnswer(response.choices()));
        }
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
