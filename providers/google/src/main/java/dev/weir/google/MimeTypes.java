package dev.weir.google;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Media types by file ending, for addresses whose type the caller did not tell; Vertex AI insists on one. */
final class MimeTypes {

    private static final Map<String, String> BY_ENDING = Map.ofEntries(
            Map.entry("png", "image/png"),
            Map.entry("jpg", "image/jpeg"),
            Map.entry("jpeg", "image/jpeg"),
            Map.entry("webp", "image/webp"),
            Map.entry("gif", "image/gif"),
            Map.entry("heic", "image/heic"),
            Map.entry("pdf", "application/pdf"),
            Map.entry("txt", "text/plain"),
            Map.entry("md", "text/markdown"),
            Map.entry("html", "text/html"),
            Map.entry("csv", "text/csv"),
            Map.entry("json", "application/json"),
            Map.entry("mp3", "audio/mpeg"),
            Map.entry("wav", "audio/wav"),
            Map.entry("flac", "audio/flac"),
            Map.entry("ogg", "audio/ogg"),
            Map.entry("m4a", "audio/mp4"),
            Map.entry("mp4", "video/mp4"),
            Map.entry("mov", "video/quicktime"),
            Map.entry("webm", "video/webm"),
            Map.entry("mpeg", "video/mpeg"));

    private MimeTypes() {}

    /** Returns the type the ending of an address speaks of, {@code fallback} if it speaks of none. */
    static @Nullable String ofUrl(String url, @Nullable String fallback) {
        String path = url;
        for (String end : new String[] {"#", "?"}) {
            int at = path.indexOf(end);
            path = at < 0 ? path : path.substring(0, at);
        }
        int dot = path.lastIndexOf('.');
        if (dot < path.lastIndexOf('/')) {
            return fallback;
        }
        String type = BY_ENDING.get(path.substring(dot + 1).toLowerCase(Locale.ROOT));
        return type == null ? fallback : type;
    }
}
