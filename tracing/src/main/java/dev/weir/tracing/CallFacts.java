package dev.weir.tracing;

import dev.weir.Operation;
import dev.weir.Options;
import dev.weir.Part;
import dev.weir.Request;
import dev.weir.Response;
import dev.weir.Usage;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import reactor.util.context.ContextView;

/** What is known about an ended model call. */
public final class CallFacts extends Facts {

    /**
     * How the answer came in.
     *
     * @param length characters of text that arrived; negative if no answer began
     * @param chunks how many chunks, 0 for an answer that came at once
     * @param firstChunk when the first of them came, null if none did
     * @param firstOutput when the first with something generated came, null if none did
     */
    record Arrival(
            long length,
            long chunks,
            @Nullable Duration firstChunk,
            @Nullable Duration firstOutput) {

        static Arrival atOnce(@Nullable Response response) {
            return new Arrival(response == null ? -1 : lengthOf(response), 0, null, null);
        }

        static long lengthOf(Response response) {
            long length = 0;
            for (Response.Choice choice : response.choices()) {
                length += CallFacts.lengthOf(choice.message().parts());
            }
            return length;
        }
    }

    private final Operation.Inference asked;
    private final InferenceRecording.Answer answer;
    private final Arrival arrival;
    private final @Nullable Double costUsd;
    private final @Nullable Content content;

    CallFacts(
            Conclusion conclusion,
            ContextView context,
            Operation.Inference asked,
            InferenceRecording.Answer answer,
            Arrival arrival,
            @Nullable Double costUsd,
            @Nullable Content content) {
        super(conclusion, context);
        this.asked = asked;
        this.answer = answer;
        this.arrival = arrival;
        this.costUsd = costUsd;
        this.content = content;
    }

    @Override
    public String operation() {
        return asked.name();
    }

    /** Returns whom was asked: the id the caller used, the model on the wire, the provider's name in telemetry, the format. */
    public Operation.Target target() {
        return asked.target();
    }

    /** Returns how the model was to answer; defaults of the model already merged in. */
    public Options options() {
        return asked.request().options();
    }

    /** Returns whether the answer was streamed. */
    public boolean streaming() {
        return asked.streaming();
    }

    /** Returns the conversation of the request, else that of {@link #session()}; null if neither names one. */
    public @Nullable String conversationId() {
        return conversation(asked.request().conversationId());
    }

    /** Returns how many messages the request held, instructions apart from them not counted. */
    public int messageCount() {
        return asked.request().messages().size();
    }

    /** Returns how many characters of text the instructions had that stand apart from the messages; 0 without any. */
    public long systemLength() {
        return lengthOf(asked.request().system());
    }

    /** Returns how many characters of text arrived, refusals included and thoughts not, over all choices; absent if no answer began. */
    public OptionalLong responseLength() {
        return arrival.length() < 0 ? OptionalLong.empty() : OptionalLong.of(arrival.length());
    }

    /**
     * Returns the tools that were offered, a JSON object each with {@code type} and {@code name}; {@code description} and
     * {@code parameters} are content and only there if {@link #content()} is.
     */
    public List<String> toolDefinitions() {
        Request request = asked.request();
        Content said = content;
        return said == null ? ToolJson.names(request.tools()) : ToolJson.definitions(said.tools());
    }

    /** Returns the provider's id of the answer, null if it gave none. */
    public @Nullable String responseId() {
        return answer.id();
    }

    /** Returns the model that answered, as the provider names it; null if it did not say. */
    public @Nullable String responseModel() {
        return answer.model();
    }

    /** Returns what is paid for; {@link Usage#ABSENT} if the provider did not say. */
    public Usage usage() {
        return answer.usage();
    }

    /** Returns why the model stopped, a word of the conventions per choice; empty if no answer began. */
    public List<String> finishReasons() {
        return answer.finishReasons();
    }

    /** Returns why the model stopped in the provider's own words; choices without a word are left out. */
    public List<String> rawFinishReasons() {
        return answer.rawFinishReasons();
    }

    /** Returns how often the request was sent, the first included; 0 if unknown. */
    public int attempts() {
        return answer.attempts();
    }

    /** Returns how many chunks arrived; 0 for an answer that came at once. */
    public long chunkCount() {
        return arrival.chunks();
    }

    /** Returns the time to the first chunk, null if none arrived or the answer was not streamed. */
    public @Nullable Duration timeToFirstChunk() {
        return arrival.firstChunk();
    }

    /** Returns the time to the first text, thought or tool call, null if none arrived or the answer was not streamed. */
    public @Nullable Duration timeToFirstOutput() {
        return arrival.firstOutput();
    }

    /** Returns what the call cost in US dollars, null if no prices are known for it. */
    public @Nullable Double costUsd() {
        return costUsd;
    }

    /** Returns what was said, redacted and as short as it may be; null unless content is captured on spans. */
    public @Nullable Content content() {
        return content;
    }

    private static long lengthOf(List<Part> parts) {
        long length = 0;
        for (Part part : parts) {
            if (part instanceof Part.Text text) {
                length += text.text().length();
            } else if (part instanceof Part.Refusal refusal) {
                length += refusal.text().length();
            }
        }
        return length;
    }
}
