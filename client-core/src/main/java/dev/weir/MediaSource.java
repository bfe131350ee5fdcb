package dev.weir;

import java.net.URI;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where the bytes of an image, a sound, a video or a document come from: the bytes themselves, an address the provider
 * fetches, or a file uploaded to the provider before. Exactly one of {@link #bytes()}, {@link #url()} and
 * {@link #fileId()} is present.
 */
public final class MediaSource {

    private final byte @Nullable [] bytes;
    private final @Nullable String url;
    private final @Nullable String fileId;
    private final @Nullable String mimeType;

    private MediaSource(
            byte @Nullable [] bytes, @Nullable String url, @Nullable String fileId, @Nullable String mimeType) {
        this.bytes = bytes;
        this.url = url;
        this.fileId = fileId;
        this.mimeType = mimeType;
    }

    /** Returns a source of the given bytes, which are copied. */
    public static MediaSource bytes(byte[] bytes, String mimeType) {
        return new MediaSource(bytes.clone(), null, null, Objects.requireNonNull(mimeType, "mimeType"));
    }

    /** Returns a source that the provider fetches itself; some need the type, see {@link #mimeType(String)}. */
    public static MediaSource url(URI url) {
        return new MediaSource(null, url.toString(), null, null);
    }

    /** Returns a source that names a file uploaded to the provider. */
    public static MediaSource fileId(String fileId) {
        return new MediaSource(null, null, Objects.requireNonNull(fileId, "fileId"), null);
    }

    /** Returns this source with a media type such as {@code image/png}. */
    public MediaSource mimeType(String type) {
        return new MediaSource(bytes, url, fileId, Objects.requireNonNull(type, "type"));
    }

    /** Returns a copy of the bytes, null for the other kinds. */
    public byte @Nullable [] bytes() {
        return bytes == null ? null : bytes.clone();
    }

    /** Returns the bytes in base64 without line breaks, null for the other kinds. */
    public @Nullable String base64() {
        return bytes == null ? null : Base64.getEncoder().encodeToString(bytes);
    }

    /** Returns the bytes as a {@code data:} URL, null for the other kinds. */
    public @Nullable String dataUrl() {
        return bytes == null ? null : "data:" + mimeType + ";base64," + base64();
    }

    /** Returns the address, null for the other kinds. */
    public @Nullable String url() {
        return url;
    }

    /** Returns the provider's file id, null for the other kinds. */
    public @Nullable String fileId() {
        return fileId;
    }

    /** Returns the media type, null if unknown. */
    public @Nullable String mimeType() {
        return mimeType;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof MediaSource that
                && Arrays.equals(bytes, that.bytes)
                && Objects.equals(url, that.url)
                && Objects.equals(fileId, that.fileId)
                && Objects.equals(mimeType, that.mimeType);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(bytes) + Objects.hash(url, fileId, mimeType);
    }

    /** Names the kind and size, never the content or the address. */
    @Override
    public String toString() {
        String kind = bytes != null ? bytes.length + " bytes" : url != null ? "url" : "file id";
        return mimeType == null ? kind : kind + " of " + mimeType;
    }
}
