package dev.weir.tracing;

import dev.weir.MediaSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes images, sounds, videos and documents: those the provider fetches or has by address or id, those that are sent along
 * by their type, and with their bytes only if that is asked for and they are small enough.
 */
final class MediaTree {

    private static final String DATA = "data:";

    private final Limits limits;

    MediaTree(Limits limits) {
        this.limits = limits;
    }

    Map<String, Object> of(String modality, MediaSource source) {
        String url = source.url();
        if (url != null && !isData(url)) {
            return part("uri", source.mimeType(), modality, "uri", limits.cut(url));
        }
        String fileId = source.fileId();
        if (fileId != null) {
            return part("file", source.mimeType(), modality, "file_id", fileId);
        }
        return url == null
                ? part("blob", source.mimeType(), modality, "content", content(source))
                : part("blob", typeOf(url, source.mimeType()), modality, "content", contentOf(url));
    }

    private static Map<String, Object> part(
            String type, @Nullable String mimeType, String modality, String name, String value) {
        return JsonTexts.fields("type", type, "mime_type", mimeType, "modality", modality, name, value);
    }

    private String content(MediaSource source) {
        String base64 = limits.media() == 0 ? null : source.base64();
        return base64 == null || base64.length() > limits.media() ? "" : base64;
    }

    /** A data URL is the medium itself, not an address. */
    static boolean isData(String url) {
        return url.regionMatches(true, 0, DATA, 0, DATA.length());
    }

    private static @Nullable String typeOf(String dataUrl, @Nullable String known) {
        int end = DATA.length();
        while (end < dataUrl.length() && dataUrl.charAt(end) != ';' && dataUrl.charAt(end) != ',') {
            end++;
        }
        return end > DATA.length() ? dataUrl.substring(DATA.length(), end) : known;
    }

    private String contentOf(String dataUrl) {
        int comma = dataUrl.indexOf(',');
        boolean base64 = comma > 0 && dataUrl.substring(0, comma).endsWith(";base64");
        int length = dataUrl.length() - comma - 1;
        return base64 && length <= limits.media() ? dataUrl.substring(comma + 1) : "";
    }
}
