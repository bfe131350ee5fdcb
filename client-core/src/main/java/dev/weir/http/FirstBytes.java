package dev.weir.http;

import dev.weir.spi.Framing;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Tells by how a body begins whether it is what its content type promises. */
final class FirstBytes {

    private FirstBytes() {}

    /**
     * Returns how a body is really framed: errors and web pages come under the name of an event stream, arrays of events
     * under the name of a document. Null while it is all white space. White space before the first byte is read over, so
     * that it means the same however the body is cut.
     */
    static @Nullable Framing framing(Framing promised, ByteBuf bytes) {
        if (promised == Framing.AWS_EVENT_STREAM) {
            return bytes.isReadable() ? promised : null;
        }
        int at = bytes.readerIndex();
        int end = bytes.writerIndex();
        while (at < end && bytes.getByte(at) <= ' ' && bytes.getByte(at) >= 0) {
            at++;
        }
        if (at == end) {
            return null;
        }
        bytes.readerIndex(at);
        byte first = bytes.getByte(at);
        if (promised == Framing.SSE && (first == '{' || first == '<')) {
            return Framing.DOCUMENT;
        }
        return promised == Framing.DOCUMENT && first == '[' ? Framing.JSON_ARRAY : promised;
    }
}
