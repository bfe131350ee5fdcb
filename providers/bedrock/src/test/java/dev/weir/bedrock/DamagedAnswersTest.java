package dev.weir.bedrock;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.spi.ChunkEmitter;
import dev.weir.spi.Frame;
import dev.weir.spi.Headers;
import dev.weir.spi.JsonException;
import dev.weir.spi.StreamDecoder;
import dev.weir.spi.WireException;
import java.time.Clock;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Answers damaged at random: whatever arrives, only the two exceptions that the transport understands come out. */
class DamagedAnswersTest {

    private static final int ROUNDS = 5_000;
    private static final List<String> TOKENS =
            List.of("null", "{}", "[]", "\"\"", "7", "-1.5e3", "true", "[{}]", "{\"text\":1}", "\\", "\"", ",", ":");
    private static final List<String> WHOLE =
            List.of("{\"output\":{\"message\":{\"role\":\"assistant\",\"content\":[{\"text\":\"a\"},{\"reasoningCont"
                    + "ent\":{\"reasoningText\":{\"text\":\"b\",\"signature\":\"c\"}}},{\"reasoningContent\":{\"redac"
                    + "tedContent\":\"QQ==\"}},{\"toolUse\":{\"toolUseId\":\"t\",\"name\":\"n\",\"input\":{\"a\":[1]},\"t"
                    + "ype\":\"tool_use\"}},{\"toolUse\":{\"toolUseId\":\"t\",\"name\":\"n\",\"input\":{},\"type\":\"serv"
                    + "er_tool_use\"}},{\"toolResult\":{\"toolUseId\":\"t\",\"content\":[{\"json\":{}}]}},{\"citati"
                    + "onsContent\":{\"content\":[{\"text\":\"d\"}],\"citations\":[{\"title\":\"t\",\"sourceContent\":"
                    + "[{\"text\":\"q\"}],\"location\":{\"web\":{\"url\":\"u\"}}}]}},{\"image\":{\"format\":\"png\",\"sour"
                    + "ce\":{\"bytes\":\"QQ==\"}}}]}},\"stopReason\":\"tool_use\",\"usage\":{\"inputTokens\":1,\"outp"
                    + "utTokens\":2,\"cacheReadInputTokens\":3,\"serverToolUsage\":{\"a\":1}},\"metrics\":{\"late"
                    + "ncyMs\":1}}");
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
        Random random = new Random(42);
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] body = damage(WHOLE.get(random.nextInt(WHOLE.size())), random);
            refused += fails(
                    () -> new ConverseCodec(new ClockSkew(Clock.systemUTC()))
                            .decode(body, new ChunkEmitter(chunk -> {})),
                    body);
        }
        assertThat(refused).isBetween(1, ROUNDS - 1);
    }

    @Test
    void damagedEventsNeverGiveAnythingButTheKnownExceptions() {
        Random random = new Random(43);
        int refused = 0;
        for (int round = 0; round < ROUNDS / 10; round++) {
            StreamDecoder decoder = new ConverseStreamDecoder();
            ChunkEmitter emitter = new ChunkEmitter(chunk -> {});
            for (String[] event : EVENTS) {
                byte[] data = random.nextInt(3) == 0 ? damage(event[1], random) : event[1].getBytes(UTF_8);
                refused += fails(() -> decoder.decode(new Frame().set(event[0], data, 0, data.length), emitter), data);
            }
            emitter.complete();
            emitter.accumulator().complete();
        }
        assertThat(refused).isPositive();
    }

    @Test
    void damagedErrorsAreStillErrors() {
        Random random = new Random(44);
        for (int round = 0; round < ROUNDS / 10; round++) {
            byte[] body = damage(ERROR, random);
            assertThat(new ConverseCodec(new ClockSkew(Clock.systemUTC())).error(500, Headers.NONE, body))
                    .isNotNull();
        }
    }

    private static int fails(Runnable decoding, byte[] input) {
        try {
            decoding.run();
            return 0;
        } catch (JsonException | WireException known) {
            return 1;
        } catch (RuntimeException unknown) {
            throw new AssertionError(unknown + " for " + new String(input, UTF_8), unknown);
        }
    }

    /** Cuts, doubles, overwrites, or puts another value in the place of one. */
    private static byte[] damage(String sample, Random random) {
        StringBuilder text = new StringBuilder(sample);
        for (int times = 1 + random.nextInt(3); times > 0 && text.length() > 2; times--) {
            int at = random.nextInt(text.length() - 1);
            switch (random.nextInt(5)) {
                case 0 -> text.setLength(at + 1);
                case 1 -> text.setCharAt(at, (char) random.nextInt(300));
                case 2 -> text.deleteCharAt(at);
                case 3 -> text.insert(at, TOKENS.get(random.nextInt(TOKENS.size())));
                default -> replaceValue(text, at, TOKENS.get(random.nextInt(TOKENS.size())));
            }
        }
        return text.toString().getBytes(UTF_8);
    }

    private static void replaceValue(StringBuilder text, int from, String token) {
        int colon = text.indexOf(":", from);
        int end = colon < 0 ? -1 : text.indexOf(",", colon);
        if (end > 0) {
            text.replace(colon + 1, end, token);
        }
    }
}
