package dev.weir.cohere;

import dev.weir.spi.Codec;
import dev.weir.testkit.DamagedAnswers;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Answers damaged at random: whatever arrives, only the two exceptions that the transport understands come out. */
class DamagedAnswersTest {

    private static final Codec CODEC = new CohereCodec();
    private static final String WHOLE =
            "{\"id\":\"c1\",\"finish_reason\":\"COMPLETE\",\"message\":{\"role\":\"assistant\",\"content\":[{"
                    + "\"type\":\"thinking\",\"thinking\":\"Hm\"},{\"type\":\"text\",\"text\":\"It is 7C.\"}],\"tool_pla"
                    + "n\":\"p\",\"tool_calls\":[{\"id\":\"w\",\"function\":{\"name\":\"n\",\"arguments\":\"{}\"}}],\"citat"
                    + "ions\":[{\"start\":1,\"end\":2,\"type\":\"TEXT_CONTENT\",\"content_index\":1,\"sources\":[{\"t"
                    + "ype\":\"document\",\"document\":{\"title\":\"t\",\"text\":\"x\"}}]}]},\"usage\":{\"tokens\":{\"inp"
                    + "ut_tokens\":1,\"output_tokens\":2},\"billed_units\":{\"input_tokens\":1},\"cached_tokens"
                    + "\":1},\"logprobs\":[{\"a\":1}],\"x\":1}";
    private static final List<String[]> EVENTS = List.of(
            new String[] {
                "message-start",
                "{\"id\":\"c1\",\"type\":\"message-start\",\"delta\":{\"message\":{\"content\":[],\"tool_calls\":"
                        + "[],\"citations\":[]}}}"
            },
            new String[] {
                "content-start",
                "{\"type\":\"content-start\",\"index\":0,\"delta\":{\"message\":{\"content\":{\"type\":\"text\",\""
                        + "text\":\"\"}}}}"
            },
            new String[] {
                "content-delta",
                "{\"type\":\"content-delta\",\"index\":0,\"delta\":{\"message\":{\"content\":{\"text\":\"It\"}}},"
                        + "\"logprobs\":{\"a\":1}}"
            },
            new String[] {
                "citation-start",
                "{\"type\":\"citation-start\",\"index\":0,\"delta\":{\"message\":{\"citations\":{\"start\":1,\"e"
                        + "nd\":2,\"type\":\"TEXT_CONTENT\",\"sources\":[{\"tool_output\":{\"content\":\"x\"}}]}}}}"
            },
            new String[] {
                "tool-plan-delta", "{\"type\":\"tool-plan-delta\",\"delta\":{\"message\":{\"tool_plan\":\"I\"}}}"
            },
            new String[] {
                "tool-call-start",
                "{\"type\":\"tool-call-start\",\"index\":0,\"delta\":{\"message\":{\"tool_calls\":{\"id\":\"w\",\""
                        + "function\":{\"name\":\"n\",\"arguments\":\"\"}}}}}"
            },
            new String[] {
                "tool-call-delta",
                "{\"type\":\"tool-call-delta\",\"index\":0,\"delta\":{\"message\":{\"tool_calls\":{\"function\""
                        + ":{\"arguments\":\"{}\"}}}}}"
            },
            new String[] {"tool-call-end", "{\"type\":\"tool-call-end\",\"index\":0}"},
            new String[] {
                "message-end",
                "{\"type\":\"message-end\",\"delta\":{\"finish_reason\":\"TOOL_CALL\",\"usage\":{\"tokens\":{\"i"
                        + "nput_tokens\":1}}}}"
            });
    private static final String ERROR = "{\"id\":\"e\",\"message\":\"text\",\"data\":{\"a\":1}}";

    @Test
    void damagedAnswersNeverGiveAnythingButTheKnownExceptions() {
        DamagedAnswers.calls(CODEC, WHOLE);
    }

    @Test
    void damagedEventsNeverGiveAnythingButTheKnownExceptions() {
        DamagedAnswers.events(CODEC, EVENTS);
    }

    @Test
    void damagedErrorsAreStillErrors() {
        DamagedAnswers.errors(CODEC, ERROR);
    }
}
