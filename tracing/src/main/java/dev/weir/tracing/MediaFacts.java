package dev.weir.tracing;

import dev.weir.MediaSource;
import dev.weir.Part;
import org.jspecify.annotations.Nullable;

/**
 * What a span may say of an image, sound, video or document.
 *
 * @param mimeType its type, null if unknown
 * @param url its address or the provider's file id; null for bytes, which stay out of spans
 */
record MediaFacts(@Nullable String mimeType, @Nullable String url) {

    private static final MediaFacts NONE = new MediaFacts(null, null);

    /** Returns what is to be said of a part; nothing if it is none of these. */
    static MediaFacts of(Part part) {
        if (part instanceof Part.Image image) {
            return of(image.source());
        }
        if (part instanceof Part.Audio audio) {
            return of(audio.source());
        }
        if (part instanceof Part.Video video) {
            return of(video.source());
        }
        return part instanceof Part.Document document ? of(document.source()) : NONE;
    }

    private static MediaFacts of(MediaSource source) {
        String url = source.url();
        boolean bytes = url != null && url.regionMatches(true, 0, "data:", 0, 5);
        return new MediaFacts(source.mimeType(), bytes ? null : url != null ? url : source.fileId());
    }
}
