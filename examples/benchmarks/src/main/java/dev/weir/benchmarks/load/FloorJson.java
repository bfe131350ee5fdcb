package dev.weir.benchmarks.load;

import dev.weir.benchmarks.JacksonText;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;

/**
 * What a careful programmer writes for one provider and nothing else: plain Reactor Netty, lines cut in an array, and
 * Jackson's streaming parser picking the text of the first choice. No finish reason, usage, error or timeout is looked at.
 */
final class FloorJson implements Program {

    private final HttpClient.ResponseReceiver<?> streams;
    private final HttpClient.ResponseReceiver<?> calls;

    FloorJson(int port) {
        streams = Wire.request(port, true);
        calls = Wire.request(port, false);
    }

    @Override
    public Mono<Reading> stream() {
        return Mono.defer(() -> {
            Lines lines = new Lines();
            return streams.responseContent().doOnNext(lines::read).then(Mono.fromSupplier(lines.reading::build));
        });
    }

    @Override
    public Mono<Reading> call() {
        return calls.responseSingle((response, body) -> body.asByteArray().map(bytes -> {
            Reading.Builder reading = new Reading.Builder();
            reading.text(String.valueOf(JacksonText.of(bytes, 0, bytes.length, "message")));
            return reading.build();
        }));
    }

    @Override
    public Reading expectedStream() {
        return Reading.streamedText();
    }

    @Override
    public Reading expectedCall() {
        return Reading.completedText();
    }

    /** Cuts a body into lines; a line that is not whole waits at the front of the array. */
    private static final class Lines {

        private final Reading.Builder reading = new Reading.Builder();
        private byte[] array = new byte[8192];
        private int end;

        void read(ByteBuf bytes) {
            int count = bytes.readableBytes();
            if (end + count > array.length) {
                array = Arrays.copyOf(array, Math.max(array.length * 2, end + count));
            }
            bytes.readBytes(array, end, count);
            int start = 0;
            int scan = end;
            end += count;
            for (; scan < end; scan++) {
                if (array[scan] == '\n') {
                    line(start, scan);
                    start = scan + 1;
                }
            }
            System.arraycopy(array, start, array, 0, end - start);
            end -= start;
        }

        private void line(int from, int to) {
            if (to - from > 6 && array[from] == 'd' && array[from + 6] == '{') {
                String text = JacksonText.of(array, from + 6, to - from - 6, "delta");
                if (text != null) {
                    reading.text(text);
                }
            }
        }
    }
}
