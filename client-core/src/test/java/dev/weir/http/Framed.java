package dev.weir.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.spi.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Runs bodies through a framer and collects what comes out. */
final class Framed {

    static final int LIMIT = 1 << 20;

    /** One event as a framer gave it out. */
    record Event(@Nullable String type, String data) {}

    private Framed() {}

    /** Frames a body that arrives in these pieces. */
    static List<Event> of(Framer framer, List<byte[]> pieces) {
        List<Event> events = new ArrayList<>();
        Frame frame = new Frame();
        for (byte[] piece : pieces) {
            ByteBuf bytes = Unpooled.wrappedBuffer(piece);
            framer.append(bytes);
            bytes.release();
            while (framer.next(frame)) {
                events.add(new Event(frame.type(), frame.text()));
            }
        }
        while (framer.last(frame)) {
            events.add(new Event(frame.type(), frame.text()));
        }
        return events;
    }

    static List<Event> of(Framer framer, String... pieces) {
        return of(
                framer,
                Arrays.stream(pieces).map(piece -> piece.getBytes(UTF_8)).toList());
    }

    /** Returns the data of the events only. */
    static List<String> data(Framer framer, String... pieces) {
        return of(framer, pieces).stream().map(Event::data).toList();
    }

    static List<byte[]> singles(byte[] body) {
        List<byte[]> pieces = new ArrayList<>(body.length);
        for (byte b : body) {
            pieces.add(new byte[] {b});
        }
        return pieces;
    }

    static List<byte[]> splitAt(byte[] body, int at) {
        return List.of(Arrays.copyOf(body, at), Arrays.copyOfRange(body, at, body.length));
    }

    static List<byte[]> randomSplit(byte[] body, Random random, int longest) {
        List<byte[]> pieces = new ArrayList<>();
        int at = 0;
        while (at < body.length) {
            int end = Math.min(body.length, at + 1 + random.nextInt(longest));
            pieces.add(Arrays.copyOfRange(body, at, end));
            at = end;
        }
        return pieces;
    }
}
