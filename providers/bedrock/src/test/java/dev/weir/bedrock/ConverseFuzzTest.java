package dev.weir.bedrock;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.weir.spi.Codec;
import dev.weir.testkit.CodecFuzz;
import java.time.Clock;

/** Converse answers of any bytes; how to search stands at {@link CodecFuzz}. */
class ConverseFuzzTest {

    private static final Codec CODEC = new ConverseCodec(new ClockSkew(Clock.systemUTC()));

    @FuzzTest(maxDuration = "5m")
    void answers(byte[] body) {
        CodecFuzz.answer(CODEC, body);
    }

    @FuzzTest(maxDuration = "5m")
    void streams(byte[] body) {
        CodecFuzz.stream(CODEC, "application/vnd.amazon.eventstream", framed(body));
    }

    @FuzzTest(maxDuration = "5m")
    void errors(byte[] input) {
        CodecFuzz.error(CODEC::error, CODEC.headers(), input);
    }

    /** Puts valid frames, whose checksums no search would hit, around lines of {@code type json} or {@code !type json}. */
    private static byte[] framed(byte[] body) {
        EventFrames frames = new EventFrames();
        for (String line : new String(body, UTF_8).split("\n")) {
            int space = Math.max(line.indexOf(' '), 0);
            String type = space == 0 ? "none" : line.substring(0, Math.min(space, 64));
            String json = line.substring(space);
            if (type.startsWith("!") && type.length() > 1) {
                frames.exception(type.substring(1), json);
            } else {
                frames.event(type, json);
            }
        }
        return frames.bytes();
    }
}
