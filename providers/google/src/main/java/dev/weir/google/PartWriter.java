package dev.weir.google;

import dev.weir.InvalidRequestException;
import dev.weir.MediaSource;
import dev.weir.Part;
import dev.weir.ProviderData;
import dev.weir.Warning;
import dev.weir.spi.JsonWriter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes <a href="https://ai.google.dev/api/caching#Part">parts</a> other than tool results. */
final class PartWriter {

    /**
     * Takes the place of a signature that a call of another provider cannot have; see the
     * <a href="https://ai.google.dev/gemini-api/docs/thought-signatures">FAQ of thought signatures</a>.
     */
    static final String NO_SIGNATURE = "skip_thought_signature_validator";

    private static final String FILES = "https://generativelanguage.googleapis.com/v1beta/";

    private final Dialect dialect;
    private final List<Warning> warnings;
    private final JsonWriter json;

    PartWriter(Dialect dialect, List<Warning> warnings, JsonWriter json) {
        this.dialect = dialect;
        this.warnings = warnings;
        this.json = json;
    }

    /** Returns whether the part is sent at all; warns of parts that should be but cannot. */
    boolean isSent(Part part) {
        if (part instanceof Part.Opaque opaque && !opaque.provider().equals(CandidateState.PROVIDER)) {
            warnings.add(new Warning("opaque", "an item of " + opaque.provider() + " was left out of the history"));
            return false;
        }
        if (part instanceof Part.Thinking thinking) {
            boolean foreign = thinking.providerData() != null
                    && !thinking.providerData().provider().equals(CandidateState.PROVIDER);
            if (foreign) {
                warnings.add(new Warning("thinking", "thoughts of another provider were left out of the history"));
            }
            // Google's own thoughts are summaries that are not to be sent back, unless they carry a signature.
            return signature(thinking.providerData()) != null;
        }
        return !(part instanceof Part.CachePoint);
    }

    /** Writes a part that is sent; {@code unsigned} is the signature of a call that has none. */
    void write(Part part, @Nullable String unsigned) {
        if (part instanceof Part.Text text) {
            json.beginObject().name("text").value(text.text());
            sign(text.providerData());
        } else if (part instanceof Part.Thinking thinking) {
            json.beginObject()
                    .name("text")
                    .value(thinking.text())
                    .name("thought")
                    .value(true);
            sign(thinking.providerData());
        } else if (part instanceof Part.Refusal refusal) {
            json.beginObject().name("text").value(refusal.text()).endObject();
        } else if (part instanceof Part.ToolCall call) {
            call(call, unsigned);
        } else if (part instanceof Part.Opaque opaque) {
            RawJson.object(opaque.json(), "The opaque part \"" + opaque.type() + "\"");
            json.raw(opaque.json());
        } else {
            media(part);
        }
    }

    /** Writes a part that is a picture, sound or file. */
    void media(Part part) {
        if (part instanceof Part.Image image) {
            if (image.detail() != null) {
                warnings.add(new Warning(
                        "image.detail", "left out; set generationConfig.mediaResolution as an extra for all images"));
            }
            source(image.source(), null);
            sign(image.providerData());
        } else if (part instanceof Part.Audio audio) {
            source(audio.source(), null);
            sign(audio.providerData());
        } else if (part instanceof Part.Video video) {
            source(video.source(), "video/mp4");
            sign(null);
        } else if (part instanceof Part.Document document) {
            if (document.name() != null) {
                warnings.add(new Warning("document.name", "left out; Gemini documents have no name"));
            }
            source(document.source(), null);
            sign(null);
        }
    }

    static boolean isMedia(Part part) {
        return part instanceof Part.Image
                || part instanceof Part.Audio
                || part instanceof Part.Video
                || part instanceof Part.Document;
    }

    static @Nullable String signature(@Nullable ProviderData data) {
        return ProviderData.value(data, CandidateState.PROVIDER, CandidateState.SIGNATURE);
    }

    private void call(Part.ToolCall call, @Nullable String unsigned) {
        json.beginObject().name("functionCall").beginObject();
        String id = idOf(call);
        if (id != null) {
            json.name("id").value(id);
        }
        json.name("name").value(call.name()).name("args");
        if (call.arguments().isBlank()) {
            json.beginObject().endObject();
        } else if (RawJson.objectOrNull(call.arguments()) != null) {
            json.raw(call.arguments());
        } else {
            warnings.add(new Warning("toolCall.arguments", "were no JSON object and are sent as its field \"input\""));
            json.beginObject().name("input").value(call.arguments()).endObject();
        }
        json.endObject();
        String signature = signature(call.providerData());
        if (signature == null) {
            signature = unsigned;
        }
        if (signature != null) {
            json.name(CandidateState.SIGNATURE).value(signature);
        }
        json.endObject();
    }

    /** Returns the id a call goes by on the wire: Vertex AI refuses ids that it has not made itself. */
    @Nullable
    String idOf(Part.ToolCall call) {
        return dialect == Dialect.GEMINI
                ? call.id()
                : ProviderData.value(call.providerData(), CandidateState.PROVIDER, CandidateState.CALL_ID);
    }

    /** Returns the id of a result whose call is not in the history. */
    @Nullable
    String idOf(Part.ToolResult result) {
        return dialect == Dialect.GEMINI ? result.callId() : null;
    }

    private void source(MediaSource source, @Nullable String fallback) {
        json.beginObject();
        String url = source.url();
        if (source.bytes() != null) {
            inline(source.mimeType(), source.base64());
        } else if (url != null && url.regionMatches(true, 0, "data:", 0, 5)) {
            data(url);
        } else {
            String uri = url != null ? url : fileUri(String.valueOf(source.fileId()));
            String known = source.mimeType();
            String type = known != null ? known : MimeTypes.ofUrl(uri, dialect == Dialect.VERTEX ? fallback : null);
            json.name("fileData").beginObject();
            if (type != null) {
                json.name("mimeType").value(type);
            }
            json.name("fileUri").value(uri).endObject();
        }
    }

    private String fileUri(String id) {
        return dialect == Dialect.GEMINI && id.startsWith("files/") ? FILES + id : id;
    }

    private void data(String url) {
        int comma = url.indexOf(',');
        String head = comma < 0 ? "" : url.substring(5, comma).toLowerCase(Locale.ROOT);
        if (!head.endsWith(";base64")) {
            throw new InvalidRequestException("A data: URL of a part is not base64");
        }
        inline(head.substring(0, head.length() - 7), url.substring(comma + 1));
    }

    private void inline(@Nullable String mimeType, @Nullable String base64) {
        json.name("inlineData").beginObject();
        json.name("mimeType").value(mimeType).name("data").value(base64).endObject();
    }

    private void sign(@Nullable ProviderData data) {
        String signature = signature(data);
        if (signature != null) {
            json.name(CandidateState.SIGNATURE).value(signature);
        }
        json.endObject();
    }
}
