package dev.weir.http;

import dev.weir.Chunk;
import dev.weir.LlmException;
import dev.weir.Response;
import dev.weir.TruncatedStreamException;
import dev.weir.spi.ChunkEmitter;
import dev.weir.spi.Codec;
import dev.weir.spi.Frame;
import dev.weir.spi.Framing;
import dev.weir.spi.StreamDecoder;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;

/**
 * An exchange whose answer is decoded event by event, as the subscriber asks for it: no demand, no decoding, no reading.
 * Decoding and delivery happen on the connection's event loop.
 */
final class StreamExchange extends Exchange<Chunk> {

    private static final AtomicLongFieldUpdater<StreamExchange> REQUESTED =
            AtomicLongFieldUpdater.newUpdater(StreamExchange.class, "requested");

    private static final long GRACE_MILLIS = 5;

    private final StreamReader reader;
    private final Codec codec;
    private final HttpSettings settings;
    private final ArrayDeque<Chunk> queue = new ArrayDeque<>(8);
    private final ChunkEmitter emitter = new ChunkEmitter(queue::add);
    private final Frame frame = new Frame();

    private volatile long requested;
    private volatile boolean chunkSeen;
    private volatile boolean cancelledLate;
    private long emitted;
    private boolean draining;
    private boolean again;
    private boolean unbounded;
    private boolean awaitingBytes;
    private boolean bodyEnded;
    private boolean completing;
    private int status;
    private @Nullable Framer framer;
    private @Nullable StreamDecoder decoder;
    private @Nullable BodyBuffer document;
    private Chunk.@Nullable Done done;
    private @Nullable Trailer trailer;

    StreamExchange(
            HttpTransport transport,
            HttpCall call,
            StreamReader reader,
            HttpSettings settings,
            CoreSubscriber<? super Chunk> actual) {
        super(transport, call, actual);
        this.reader = reader;
        this.codec = reader.codec();
        this.settings = settings;
    }

    @Override
    public void request(long n) {
        if (Operators.validate(n)) {
            Operators.addCap(REQUESTED, this, n);
            onLoop(this::drain);
        }
    }

    @Override
    void onHead(int code) {
        status = code;
        events.responseHead(code, codec.headers().requestId(headers));
        if (code >= 300) {
            document = new BodyBuffer(ErrorBodies.LIMIT);
        }
    }

    @Override
    void bodyReady() {
        if (document != null) {
            unbounded = true;
            requestBody(Long.MAX_VALUE);
        } else {
            drain();
        }
    }

    @Override
    void onBytes(ByteBuf bytes) {
        awaitingBytes = false;
        Trailer trailing = trailer;
        if (trailing != null) {
            trailing.onBytes(bytes.readableBytes());
            return;
        }
        if (isEnded()) {
            return;
        }
        events.bytesReceived();
        if (call.timeouts().keepAliveCounts()) {
            progress = true;
        }
        try {
            if (framer != null || document != null || choose(bytes)) {
                take(bytes);
            }
        } catch (RuntimeException broken) {
            failNow(failure(broken, new byte[0], 0, 0));
            return;
        }
        drain();
    }

    private void take(ByteBuf bytes) {
        BodyBuffer whole = document;
        if (whole == null) {
            framer().append(bytes);
            return;
        }
        progress = true;
        if (!whole.add(bytes)) {
            if (status < 300) {
                throw TooLargeException.body(settings.maxBodyBytes());
            }
            bodyEnded = true;
        }
    }

    /** Decides by content type and first byte how the body is framed; false while it is all white space. */
    private boolean choose(ByteBuf bytes) {
        Framing framing = FirstBytes.framing(codec.framing(headers.contentType()), bytes);
        if (framing == null) {
            return false;
        }
        if (framing == Framing.DOCUMENT) {
            document = new BodyBuffer(settings.maxBodyBytes());
        } else {
            framer = Framer.of(framing, settings.maxEventBytes());
            decoder = codec.streamDecoder();
        }
        return true;
    }

    private Framer framer() {
        return java.util.Objects.requireNonNull(framer);
    }

    @Override
    void onBodyEnd() {
        Trailer trailing = trailer;
        bodyEnded = true;
        if (trailing != null) {
            trailing.end();
            if (completing) {
                afterRead(this::complete);
            }
        } else if (!isEnded()) {
            drain();
        }
    }

    @Override
    void onBodyError(Throwable failure) {
        if (trailer != null) {
            trailer.end();
            closeBody();
        } else if (!isEnded()) {
            super.onBodyError(failure);
        }
    }

    /**
     * Delivers and decodes as far as demand and bytes reach. Event loop only. Called again while it runs, by a subscriber
     * that asks for more or by bytes that arrive at once when asked for, it goes round once more. A subscriber that throws
     * counts as cancelled.
     */
    private void drain() {
        again = true;
        if (draining) {
            return;
        }
        draining = true;
        try {
            while (again) {
                again = false;
                while (!isEnded() && deliver() && decodeNext()) {
                    // one event at a time, so that no more is decoded than was asked for
                }
            }
        } catch (Throwable fault) {
            abandon(fault);
        } finally {
            draining = false;
        }
    }

    /** Delivers what is decoded; true if the next event is wanted. */
    private boolean deliver() {
        long wanted = requested;
        while (emitted != wanted) {
            Chunk chunk = queue.poll();
            if (chunk == null) {
                break;
            }
            emitted++;
            actual.onNext(chunk);
            if (isEnded()) {
                return false;
            }
            if (emitted == wanted) {
                wanted = requested;
            }
        }
        if (!queue.isEmpty()) {
            return false;
        }
        if (done != null) {
            if (emitted != wanted && !completing) {
                completing = true;
                afterRead(this::completeSoon);
            }
            return false;
        }
        return emitted != wanted || bodyEnded;
    }

    /** Decodes the next event; false if there is none, and then more bytes are asked for. */
    private boolean decodeNext() {
        try {
            Framer cutter = framer;
            if (cutter != null && (bodyEnded ? cutter.last(frame) : cutter.next(frame))) {
                decode();
                return true;
            }
        } catch (RuntimeException | LinkageError failure) {
            failNow(failure(failure, frame.array(), frame.offset(), frame.length()));
            return false;
        }
        if (!bodyEnded) {
            askForBytes();
            return false;
        }
        return atBodyEnd();
    }

    private void decode() {
        StreamDecoder reading = java.util.Objects.requireNonNull(decoder);
        reading.decode(frame, emitter);
        if (!queue.isEmpty()) {
            progress = true;
            events.eventDecoded();
            if (!chunkSeen) {
                chunkSeen = true;
                firstChunkArrived();
            }
        }
        if (reading.ended()) {
            finish();
        }
    }

    private void askForBytes() {
        if (unbounded) {
            return;
        }
        if (requested == Long.MAX_VALUE) {
            unbounded = true;
            requestBody(Long.MAX_VALUE);
        } else if (!awaitingBytes) {
            awaitingBytes = true;
            requestBody(1);
        }
    }

    /** The body is read to its end, and every event in it is decoded. */
    private boolean atBodyEnd() {
        BodyBuffer whole = document;
        if (whole != null) {
            return readDocument(whole.toByteArray());
        }
        StreamDecoder reading = decoder;
        Framer cutter = framer;
        String missing = reading == null ? "any event" : reading.missing();
        if (missing == null && cutter != null && cutter.isCut()) {
            missing = "the rest of its last event";
        }
        if (missing != null) {
            failNow(new TruncatedStreamException(missing, call.model(), partial()));
            return false;
        }
        finish();
        return true;
    }

    private boolean readDocument(byte[] body) {
        if (status >= 300) {
            failNow(ErrorBodies.failure(status, body, call, headers, codec::error, codec.headers(), secrets));
            return false;
        }
        try {
            codec.decode(body, emitter);
            events.eventDecoded();
            chunkSeen = true;
            finish();
            return true;
        } catch (RuntimeException | LinkageError failure) {
            failNow(failure(failure, body, 0, body.length));
            return false;
        }
    }

    /** The answer is whole; what trails behind the end marker is drained, so that the connection can be used again. */
    private void finish() {
        emitter.complete();
        done = new Chunk.Done(reader.complete(emitter.accumulator().complete(), headers));
        stopTimers();
        if (!bodyEnded) {
            trailer = new Trailer(this);
            requestBody(Long.MAX_VALUE);
        }
    }

    /**
     * Completes at once if the body has ended, else a moment later: the end of the body usually follows the marker closely,
     * and a caller that goes on with its next request then finds the connection back in the pool.
     */
    private void completeSoon() {
        if (bodyEnded) {
            complete();
        } else {
            loop().schedule(this::complete, GRACE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void complete() {
        completing = false;
        Chunk.Done last = done;
        if (last != null && emitted != requested && end()) {
            actual.onNext(last);
            if (!cancelledLate) {
                actual.onComplete();
            }
        }
    }

    @Override
    void onCancel() {
        cancelledLate = true;
    }

    private LlmException failure(Throwable cause, byte[] bytes, int offset, int length) {
        return Failures.decode(cause, call, headers, codec.headers(), secrets, bytes, offset, length, partial());
    }

    @Override
    boolean isComplete() {
        return done != null;
    }

    @Override
    void release() {
        queue.clear();
        framer = null;
        document = null;
    }

    @Override
    @Nullable
    Response partial() {
        return chunkSeen ? reader.complete(emitter.accumulator().snapshot(), headers) : null;
    }

    @Override
    boolean isHungry() {
        return emitted != requested && queue.isEmpty() && done == null;
    }

    @Override
    boolean isBeforeFirstChunk() {
        return !chunkSeen;
    }

    @Override
    @Nullable
    Duration firstChunkLimit() {
        return call.timeouts().firstChunk();
    }
}
