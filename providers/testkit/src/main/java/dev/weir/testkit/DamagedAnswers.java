package dev.weir.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.spi.ChunkEmitter;
import dev.weir.spi.Codec;
import dev.weir.spi.Frame;
import dev.weir.spi.Headers;
import dev.weir.spi.JsonException;
import dev.weir.spi.StreamDecoder;
import dev.weir.spi.WireException;
import java.util.List;
import java.util.Random;

/**
 * Good answers damaged at random, always the same way: whatever arrives, only the two exceptions that the transport
 * understands come out of a codec. Unlike {@link CodecFuzz} it damages the events of a stream, not its bytes. Each method is
 * the whole body of a test.
 */
public final class DamagedAnswers {

    private static final int ROUNDS = 5_000;
    private static final List<String> TOKENS =
            List.of("null", "{}", "[]", "\"\"", "7", "-1.5e3", "true", "[{}]", "{\"text\":1}", "\\", "\"", ",", ":");

    private DamagedAnswers() {}

    /** Damages the body of a call; some are refused, some not. */
    public static void calls(Codec codec, String body) {
        Random random = new Random(42);
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] damaged = damage(body, random);
            refused += fails(() -> codec.decode(damaged, new ChunkEmitter(chunk -> {})), damaged);
        }
        assertThat(refused).isBetween(1, ROUNDS - 1);
    }

    /** Damages some events of a stream, each a name and its data; the decoder goes on after what it refuses. */
    public static void events(Codec codec, List<String[]> events) {
        Random random = new Random(43);
        int refused = 0;
        for (int round = 0; round < ROUNDS / 10; round++) {
            StreamDecoder decoder = codec.streamDecoder();
            ChunkEmitter emitter = new ChunkEmitter(chunk -> {});
            for (String[] event : events) {
                byte[] data = random.nextInt(3) == 0 ? damage(event[1], random) : event[1].getBytes(UTF_8);
                refused += fails(() -> decoder.decode(new Frame().set(event[0], data, 0, data.length), emitter), data);
            }
            emitter.complete();
            emitter.accumulator().complete();
        }
        assertThat(refused).isPositive();
    }

    /** Damages the body of an error, which stays one. */
    public static void errors(Codec codec, String body) {
        Random random = new Random(44);
        for (int round = 0; round < ROUNDS / 10; round++) {
            assertThat(codec.error(500, Headers.NONE, damage(body, random))).isNotNull();
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

    /** Cuts, overwrites, leaves out, inserts, or puts another value in the place of one. */
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
