package dev.weir.http;

import dev.weir.spi.ChunkEmitter;
import dev.weir.spi.Codec;
import dev.weir.spi.Frame;
import dev.weir.spi.Framing;
import dev.weir.spi.JsonException;
import dev.weir.spi.StreamDecoder;
import dev.weir.spi.WireException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a streamed body as the transport does, without a socket: the first bytes choose the framing, the framer cuts, the
 * codec decodes. In this package because the framers are private to it.
 */
public final class StreamedBody {

    private static final int MAX_EVENT_BYTES = 1 << 16;

    private final Codec codec;
    private final String contentType;
    private final ChunkEmitter out;
    private final Frame frame = new Frame();
    private final ByteArrayOutputStream document = new ByteArrayOutputStream();
    private final StreamDecoder decoder;
    private @Nullable Framing framing;
    private @Nullable Framer framer;

    private StreamedBody(Codec codec, String contentType, ChunkEmitter out) {
        this.codec = codec;
        this.contentType = contentType;
        this.out = out;
        this.decoder = codec.streamDecoder();
    }

    /**
     * Reads a body of status 200 that arrives in these pieces, none of them empty. Returns how it ended: {@code "whole"},
     * what is missing, what the provider reported or why the body was refused. Other exceptions are the codec's mistakes and
     * pass through.
     */
    public static String read(Codec codec, String contentType, List<byte[]> pieces, ChunkEmitter out) {
        StreamedBody body = new StreamedBody(codec, contentType, out);
        try {
            return body.read(pieces);
        } catch (WireException error) {
            return "error " + error.error().kind() + " " + error.error().message();
        } catch (JsonException | TooLargeException refused) {
            return "refused";
        }
    }

    private String read(List<byte[]> pieces) {
        for (byte[] piece : pieces) {
            if (append(piece)) {
                return whole();
            }
        }
        if (framing == Framing.DOCUMENT) {
            codec.decode(document.toByteArray(), out);
            return whole();
        }
        Framer cutter = framer;
        while (cutter != null && cutter.last(frame)) {
            if (decode()) {
                return whole();
            }
        }
        String missing = cutter == null ? "any event" : decoder.missing();
        if (missing == null && cutter != null && cutter.isCut()) {
            missing = "the rest of the last event";
        }
        return missing == null ? whole() : "missing " + missing;
    }

    /** Returns whether the end marker was in this piece. */
    private boolean append(byte[] piece) {
        ByteBuf bytes = Unpooled.wrappedBuffer(piece);
        try {
            if (framing == null) {
                framing = FirstBytes.framing(codec.framing(contentType), bytes);
                framer = framing == null || framing == Framing.DOCUMENT ? null : Framer.of(framing, MAX_EVENT_BYTES);
            }
            Framer cutter = framer;
            if (cutter == null) {
                document.write(piece, bytes.readerIndex(), framing == null ? 0 : bytes.readableBytes());
                return false;
            }
            cutter.append(bytes);
            while (cutter.next(frame)) {
                if (decode()) {
                    return true;
                }
            }
            return false;
        } finally {
            bytes.release();
        }
    }

    private boolean decode() {
        decoder.decode(frame, out);
        return decoder.ended();
    }

    private String whole() {
        out.complete();
        return "whole";
    }
}
