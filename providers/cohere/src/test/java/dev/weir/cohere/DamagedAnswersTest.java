package dev.weir.cohere;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.spi.ChunkEmitter;
import dev.weir.spi.Frame;
import dev.weir.spi.Headers;
import dev.weir.spi.JsonException;
import dev.weir.spi.StreamDecoder;
import dev.weir.spi.WireException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Answers damaged at random: whatever arrives, only the two exceptions that the transport understands come out. */
class DamagedAnswersTest {

    private static final int ROUNDS = 5_000;
    private static final List<String> TOKENS =
            List.of("null", "{}", "[]", "\"\"", "7", "-1.5e3", "true", "[{}]", "{\"text\":1}", "\\", "\"", ",", ":");
    private static final List<String> WHOLE =
            List.of("{\"id\":\"c1\",\"finish_reason\":\"COMPLETE\",\"message\":{\"role\":\"assistant\",\"content\":[{"
                    + "\"type\":\"thinking\",\"thinking\":\"Hm\"},{\"type\":\"text\",\"text\":\"It is 7C.\"}],\"tool_pla"
                    + "n\":\"p\",\"tool_calls\":[{\"id\":\"w\",\"function\":{\"name\":\"n\",\"arguments\":\"{}\"}}],\"citat"
                    + "ions\":[{\"start\":1,\"end\":2,\"type\":\"TEXT_CONTENT\",\"content_index\":1,\"sources\":[{\"t"
                    + "ype\":\"document\",\"document\":{\"title\":\"t\",\"text\":\"x\"}}]}]},\"usage\":{\"tokens\":{\"inp"
                    + "ut_tokens\":1,\"output_tokens\":2},\"billed_units\":{\"input_tokens\":1},\"cached_tokens"
                    + "\":1},\"logprobs\":[{\"a\":1}],\"x\":1}");
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
        Random random = new Random(42);
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] body = damage(WHOLE.get(random.nextInt(WHOLE.size())), random);
            refused += fails(() -> new CohereCodec().decode(body, new ChunkEmitter(chunk -> {})), body);
        }
        assertThat(refused).isBetween(1, ROUNDS - 1);
    }

    @Test
    void damagedEventsNeverGiveAnythingButTheKnownExceptions() {
        Random random = new Random(43);
        int refused = 0;
        for (int round = 0; round < ROUNDS / 10; round++) {
            StreamDecoder decoder = new CohereCodec().streamDecoder();
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
            assertThat(new CohereCodec().error(500, Headers.NONE, body)).isNotNull();
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
