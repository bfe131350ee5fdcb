package dev.weir.bedrock;

import dev.weir.spi.Codec;
import dev.weir.testkit.DamagedAnswers;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Answers damaged at random: whatever arrives, only the two exceptions that the transport understands come out. */
class DamagedAnswersTest {

    private static final Codec CODEC = new ConverseCodec(new ClockSkew(Clock.systemUTC()));
    private static final String WHOLE =
            "{\"output\":{\"message\":{\"role\":\"assistant\",\"content\":[{\"text\":\"a\"},{\"reasoningCont"
                    + "ent\":{\"reasoningText\":{\"text\":\"b\",\"signature\":\"c\"}}},{\"reasoningContent\":{\"redac"
                    + "tedContent\":\"QQ==\"}},{\"toolUse\":{\"toolUseId\":\"t\",\"name\":\"n\",\"input\":{\"a\":[1]},\"t"
                    + "ype\":\"tool_use\"}},{\"toolUse\":{\"toolUseId\":\"t\",\"name\":\"n\",\"input\":{},\"type\":\"serv"
                    + "er_tool_use\"}},{\"toolResult\":{\"toolUseId\":\"t\",\"content\":[{\"json\":{}}]}},{\"citati"
                    + "onsContent\":{\"content\":[{\"text\":\"d\"}],\"citations\":[{\"title\":\"t\",\"sourceContent\":"
                    + "[{\"text\":\"q\"}],\"location\":{\"web\":{\"url\":\"u\"}}}]}},{\"image\":{\"format\":\"png\",\"sour"
                    + "ce\":{\"bytes\":\"QQ==\"}}}]}},\"stopReason\":\"tool_use\",\"usage\":{\"inputTokens\":1,\"outp"
                    + "utTokens\":2,\"cacheReadInputTokens\":3,\"serverToolUsage\":{\"a\":1}},\"metrics\":{\"late"
                    + "ncyMs\":1}}";
    private static final List<String[]> EVENTS = List.of(
            new String[] {"messageStart", "{\"role\":\"assistant\",\"p\":\"ab\"}"},
            new String[] {"contentBlockDelta", "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"a\"},\"p\":\"ab\"}"},
            new String[] {
                "contentBlockDelta",
                "{\"contentBlockIndex\":1,\"delta\":{\"reasoningContent\":{\"text\":\"a\"}},\"p\":\"ab\"}"
            },
            new String[] {
                "contentBlockDelta",
                "{\"contentBlockIndex\":1,\"delta\":{\"reasoningContent\":{\"signature\":\"a\"}},\"p\":\"ab\"}"
            },
            new String[] {
                "contentBlockStart",
                "{\"contentBlockIndex\":2,\"start\":{\"toolUse\":{\"toolUseId\":\"t\",\"name\":\"n\",\"type\":\"se"
                        + "rver_tool_use\"}},\"p\":\"a\"}"
            },
            new String[] {
                "contentBlockDelta", "{\"contentBlockIndex\":2,\"delta\":{\"toolUse\":{\"input\":\"{}\"}},\"p\":\"ab\"}"
            },
            new String[] {"contentBlockStop", "{\"contentBlockIndex\":2,\"p\":\"ab\"}"},
            new String[] {
                "contentBlockStart",
                "{\"contentBlockIndex\":3,\"start\":{\"toolResult\":{\"toolUseId\":\"t\",\"status\":\"success\""
                        + "}},\"p\":\"a\"}"
            },
            new String[] {
                "contentBlockDelta",
                "{\"contentBlockIndex\":3,\"delta\":{\"toolResult\":[{\"text\":\"a\"}]},\"p\":\"ab\"}"
            },
            new String[] {
                "contentBlockStart", "{\"contentBlockIndex\":4,\"start\":{\"image\":{\"format\":\"png\"}},\"p\":\"a\"}"
            },
            new String[] {
                "contentBlockDelta",
                "{\"contentBlockIndex\":4,\"delta\":{\"image\":{\"source\":{\"bytes\":\"QQ==\"}}},\"p\":\"ab\"}"
            },
            new String[] {
                "contentBlockDelta",
                "{\"contentBlockIndex\":5,\"delta\":{\"citation\":{\"title\":\"t\",\"sourceContent\":[{\"text\""
                        + ":\"q\"}]}},\"p\":\"ab\"}"
            },
            new String[] {
                "contentBlockStart",
                "{\"contentBlockIndex\":6,\"start\":{\"toolUse\":{\"toolUseId\":\"t\",\"name\":\"n\"}},\"p\":\"a\"}"
            },
            new String[] {
                "contentBlockDelta",
                "{\"contentBlockIndex\":6,\"delta\":{\"toolUse\":{\"input\":\"{\\\"a\\\":1}\"}},\"p\":\"ab\"}"
            },
            new String[] {
                "messageStop", "{\"stopReason\":\"tool_use\",\"additionalModelResponseFields\":{\"a\":1},\"p\":\"ab\"}"
            },
            new String[] {
                "metadata",
                "{\"usage\":{\"inputTokens\":1,\"serverToolUsage\":{}},\"metrics\":{\"latencyMs\":1},\"p\":\"a" + "b\"}"
            });
    private static final String ERROR =
            "{\"message\":\"text\",\"__type\":\"a#ValidationException:b\",\"code\":\"c\",\"originalStatusC"
                    + "ode\":500,\"Output\":{\"__type\":\"x\"}}";

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
