package dev.weir.bedrock;

import dev.weir.MediaSource;
import dev.weir.Part;
import dev.weir.Warning;
import dev.weir.spi.JsonWriter;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes images, documents, videos and sound: a format, and bytes or a place in S3. */
final class MediaBlocks {

    private static final int MAX_NAME = 200;
    private static final Map<String, String> IMAGES = Map.of("jpg", "jpeg");
    private static final Set<String> IMAGE_FORMATS = Set.of("png", "jpeg", "gif", "webp");
    private static final Map<String, String> DOCUMENTS = Map.ofEntries(
            Map.entry("msword", "doc"),
            Map.entry("vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
            Map.entry("vnd.ms-excel", "xls"),
            Map.entry("vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
            Map.entry("plain", "txt"),
            Map.entry("markdown", "md"));
    private static final Set<String> DOCUMENT_FORMATS =
            Set.of("pdf", "csv", "doc", "docx", "xls", "xlsx", "html", "txt", "md");
    private static final Map<String, String> VIDEOS =
            Map.of("x-matroska", "mkv", "quicktime", "mov", "x-flv", "flv", "x-ms-wmv", "wmv", "3gpp", "three_gp");
    private static final Set<String> VIDEO_FORMATS =
            Set.of("mkv", "mov", "mp4", "webm", "flv", "mpeg", "mpg", "wmv", "three_gp");
    private static final Map<String, String> SOUNDS = Map.of("mpeg", "mp3", "x-wav", "wav", "x-flac", "flac");
    private static final Set<String> SOUND_FORMATS =
            Set.of("mp3", "opus", "wav", "aac", "flac", "mp4", "ogg", "mkv", "m4a", "pcm", "webm");

    private final JsonWriter out;
    private final List<Warning> warnings;
    private final Set<String> names = new HashSet<>();

    MediaBlocks(JsonWriter out, List<Warning> warnings) {
        this.out = out;
        this.warnings = warnings;
    }

    boolean image(Part.Image image, Runnable before) {
        return block("image", image.source(), null, IMAGES, IMAGE_FORMATS, before);
    }

    boolean video(Part.Video video, Runnable before) {
        return block("video", video.source(), null, VIDEOS, VIDEO_FORMATS, before);
    }

    boolean audio(Part.Audio audio, Runnable before) {
        return block("audio", audio.source(), null, SOUNDS, SOUND_FORMATS, before);
    }

    boolean document(Part.Document document, Runnable before) {
        String name = document.name() == null ? "" : document.name();
        return block("document", document.source(), name, DOCUMENTS, DOCUMENT_FORMATS, before);
    }

    /** Writes a block if that is possible, after {@code before} has run, and returns whether it was. */
    private boolean block(
            String kind,
            MediaSource source,
            @Nullable String name,
            Map<String, String> aliases,
            Set<String> formats,
            Runnable before) {
        String format = format(source, name, aliases, formats);
        if (format == null) {
            warn(
                    kind,
                    "left out: Bedrock takes the formats "
                            + formats.stream().sorted().toList() + ", and this one's type is none of them");
            return false;
        }
        String url = source.url() != null ? source.url() : source.fileId();
        String bytes = source.base64() != null ? source.base64() : dataOf(url);
        if (bytes == null && (url == null || !url.startsWith("s3://"))) {
            warn(kind, "left out: Bedrock fetches only from s3:// addresses; hand the bytes over instead");
            return false;
        }
        before.run();
        out.beginObject().name(kind).beginObject().name("format").value(format);
        if (name != null) {
            out.name("name").value(unique(name));
        }
        out.name("source").beginObject();
        if (bytes != null) {
            out.name("bytes").value(bytes);
        } else {
            out.name("s3Location").beginObject().name("uri").value(url).endObject();
        }
        out.endObject().endObject().endObject();
        return true;
    }

    private static @Nullable String format(
            MediaSource source, @Nullable String name, Map<String, String> aliases, Set<String> formats) {
        String type = source.mimeType() == null ? typeOf(source.url()) : source.mimeType();
        String subtype = type.substring(type.indexOf('/') + 1).toLowerCase(Locale.ROOT);
        int parameters = subtype.indexOf(';');
        String bare =
                parameters < 0 ? subtype : subtype.substring(0, parameters).trim();
        for (String candidate : List.of(bare, extension(name), extension(source.url()))) {
            String format = aliases.getOrDefault(candidate, candidate);
            if (formats.contains(format)) {
                return format;
            }
        }
        boolean text = type.startsWith("text/") || bare.equals("json") || bare.equals("xml") || bare.equals("yaml");
        return text && formats.contains("txt") ? "txt" : null;
    }

    private static String extension(@Nullable String name) {
        int dot = name == null ? -1 : name.lastIndexOf('.');
        return name == null || dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
    }

    private static String typeOf(@Nullable String url) {
        if (url == null || !url.startsWith("data:")) {
            return "";
        }
        int end = url.indexOf(';') < 0 ? url.indexOf(',') : url.indexOf(';');
        return end < 0 ? "" : url.substring(5, end);
    }

    private static @Nullable String dataOf(@Nullable String url) {
        int at = url == null || !url.startsWith("data:") ? -1 : url.indexOf(";base64,");
        return url == null || at < 0 ? null : url.substring(at + 8);
    }

    /**
     * Makes a name of letters, digits, single spaces, hyphens and brackets, unlike all others of the request: all that
     * <a href="https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_DocumentBlock.html">Bedrock accepts</a>.
     */
    private String unique(String name) {
        String clean = name.replaceAll("[^A-Za-z0-9()\\[\\]\\s-]", "-")
                .replaceAll("\\s+", " ")
                .trim();
        String base = clean.isEmpty() ? "document" : clean.substring(0, Math.min(clean.length(), MAX_NAME - 8));
        String candidate = base;
        for (int number = 2; !names.add(candidate); number++) {
            candidate = base + " (" + number + ")";
        }
        return candidate;
    }

    private void warn(String option, String reason) {
        warnings.add(new Warning(option, reason));
    }
}
