package dev.weir.benchmarks.load;

import dev.weir.benchmarks.ChatTraffic;
import io.netty.buffer.ByteBuf;
import io.netty.util.ByteProcessor;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;

/** The least anyone can do: plain Reactor Netty that counts the blank lines between events, or the bytes of a body. */
final class FloorBytes implements Program {

    private final HttpClient.ResponseReceiver<?> streams;
    private final HttpClient.ResponseReceiver<?> calls;

    FloorBytes(int port) {
        streams = Wire.request(port, true);
        calls = Wire.request(port, false);
    }

    @Override
    public Mono<Reading> stream() {
        return Mono.defer(() -> {
            Separators separators = new Separators();
            return streams.responseContent()
                    .doOnNext(separators::count)
                    .then(Mono.fromSupplier(() -> new Reading(separators.found, 0)));
        });
    }

    @Override
    public Mono<Reading> call() {
        return calls.responseSingle((response, body) -> body.map(bytes -> new Reading(bytes.readableBytes(), 0)));
    }

    @Override
    public Reading expectedStream() {
        return new Reading(ChatTraffic.events().size(), 0);
    }

    @Override
    public Reading expectedCall() {
        return new Reading(ChatTraffic.completion().length, 0);
    }

    private static final class Separators implements ByteProcessor {

        private byte last;
        private int found;

        void count(ByteBuf bytes) {
            bytes.forEachByte(this);
        }

        @Override
        public boolean process(byte value) {
            if (value == '\n' && last == '\n') {
                found++;
            }
            last = value;
            return true;
        }
    }
}
