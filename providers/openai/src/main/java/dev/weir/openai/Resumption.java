package dev.weir.openai;

import dev.weir.InvalidRequestException;
import dev.weir.Request;
import dev.weir.Warning;
import dev.weir.spi.WireRequest;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Taking up the stream of a response that goes on without us, in
 * <a href="https://platform.openai.com/docs/guides/background">background mode</a>: a request that goes on from the response
 * and has the extra {@code starting_after}, the number of the last event that was read. The partial answer of a broken
 * stream has it as its extra {@code sequence_number}. A call fetches the response as it now is.
 */
final class Resumption {

    static final String STARTING_AFTER = "starting_after";

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,256}");

    private Resumption() {}

    static WireRequest encode(Request request, boolean stream, List<Warning> warnings) {
        String id = request.previousResponseId();
        if (id == null || !ID.matcher(id).matches()) {
            throw new InvalidRequestException(
                    "Extra \"starting_after\" resumes the response named by previousResponseId, "
                            + (id == null ? "which is not set" : "which is no id"));
        }
        Object after = request.extras().get(STARTING_AFTER);
        if (!(after instanceof Integer || after instanceof Long) || ((Number) after).longValue() < 0) {
            throw new InvalidRequestException(
                    "Extra \"starting_after\" must be the number of an event, a whole number from 0");
        }
        if (!request.messages().isEmpty()) {
            warnings.add(new Warning("messages", "left out: a response that is resumed takes no more input"));
        }
        return WireRequest.get("/responses/" + id + (stream ? "?stream=true&starting_after=" + after : ""));
    }
}
