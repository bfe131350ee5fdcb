package dev.weir.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.compression.DecompressionException;
import io.netty.handler.codec.compression.ZlibCodecFactory;
import io.netty.handler.codec.compression.ZlibWrapper;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Unpacks a compressed body as it arrives. Not thread-safe. */
final class Inflate {

    private final EmbeddedChannel channel;

    private Inflate(ZlibWrapper wrapper) {
        channel = new EmbeddedChannel(ZlibCodecFactory.newZlibDecoder(wrapper, 0));
    }

    /** Returns an unpacker for that content encoding, null if there is nothing to unpack. */
    static @Nullable Inflate of(@Nullable String contentEncoding) {
        if (contentEncoding == null) {
            return null;
        }
        return switch (contentEncoding.trim().toLowerCase(java.util.Locale.ROOT)) {
            case "gzip", "x-gzip" -> new Inflate(ZlibWrapper.GZIP);
            case "deflate" -> new Inflate(ZlibWrapper.ZLIB_OR_NONE);
            default -> null;
        };
    }

    /**
     * Unpacks the readable bytes; the buffer stays the caller's, what comes out is released after use.
     *
     * @return whether anything came out; a piece may be too small to unpack by itself
     */
    boolean feed(ByteBuf bytes, Consumer<ByteBuf> out) {
        channel.writeInbound(bytes.retain());
        return drain(out);
    }

    /** Ends the body and gives out what is left. */
    void finish(Consumer<ByteBuf> out) {
        channel.finish();
        drain(out);
    }

    /** Drops what is left. */
    void close() {
        try {
            channel.finishAndReleaseAll();
        } catch (DecompressionException broken) {
            // the decoder looks at the rest once more; whoever fed it was told already
        }
    }

    private boolean drain(Consumer<ByteBuf> out) {
        boolean any = false;
        for (ByteBuf piece = channel.readInbound(); piece != null; piece = channel.readInbound()) {
            any = true;
            try {
                out.accept(piece);
            } finally {
                piece.release();
            }
        }
        return any;
    }
}
