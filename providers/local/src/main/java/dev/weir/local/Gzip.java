package dev.weir.local;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;

/** Compresses a body piece by piece; each piece can be read as soon as it has arrived. */
final class Gzip {

    private final ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    private final GZIPOutputStream out;

    Gzip() {
        try {
            out = new GZIPOutputStream(compressed, 512, true);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    byte[] compress(byte[] piece) {
        try {
            out.write(piece);
            out.flush();
            return take();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    byte[] finish() {
        try {
            out.close();
            return take();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private byte[] take() {
        byte[] bytes = compressed.toByteArray();
        compressed.reset();
        return bytes;
    }
}
