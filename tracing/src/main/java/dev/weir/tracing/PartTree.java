package dev.weir.tracing;

import dev.weir.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes the parts of messages as the conventions' schemas want them. */
final class PartTree {

    private static final String CONTENT = "content";

    private final Limits limits;
    private final MediaTree media;
    private final OpaqueTree opaque;

    PartTree(Limits limits) {
        this.limits = limits;
        this.media = new MediaTree(limits);
        this.opaque = new OpaqueTree(limits);
    }

    List<Object> of(List<Part> parts) {
        List<Object> tree = new ArrayList<>(parts.size());
        for (Part part : parts) {
            add(part, tree);
        }
        return tree;
    }

    private void add(Part part, List<Object> into) {
        if (part instanceof Part.Text text) {
            into.add(text(text.text()));
        } else if (part instanceof Part.Thinking thinking) {
            if (!thinking.text().isEmpty()) {
                into.add(JsonTexts.fields("type", "reasoning", CONTENT, limits.cut(thinking.text())));
            }
        } else if (part instanceof Part.ToolCall call) {
            into.add(call(call));
        } else if (part instanceof Part.ToolResult result) {
            into.add(JsonTexts.fields(
                    "type", "tool_call_response", "id", result.callId(), "response", response(result)));
        } else if (part instanceof Part.Refusal refusal) {
            into.add(text(refusal.text()));
        } else if (part instanceof Part.Opaque item) {
            into.add(opaque.of(item));
        } else {
            addMedium(part, into);
        }
    }

    private void addMedium(Part part, List<Object> into) {
        if (part instanceof Part.Image image) {
            into.add(media.of("image", image.source()));
        } else if (part instanceof Part.Audio audio) {
            into.add(media.of("audio", audio.source()));
            if (audio.transcript() != null) {
                into.add(text(audio.transcript()));
            }
        } else if (part instanceof Part.Video video) {
            into.add(media.of("video", video.source()));
        } else if (part instanceof Part.Document document) {
            into.add(media.of("document", document.source()));
        }
        // a cache point is no content
    }

    private Map<String, Object> text(String text) {
        return JsonTexts.fields("type", "text", CONTENT, limits.cut(text));
    }

    private Map<String, Object> call(Part.ToolCall call) {
        return JsonTexts.fields(
                "type",
                "tool_call",
                "id",
                call.id(),
                "name",
                call.name(),
                "arguments",
                call.arguments().isBlank() ? null : arguments(call));
    }

    /** Returns the arguments as an object; free text and what is no JSON stands under {@code input}. */
    Map<?, ?> arguments(Part.ToolCall call) {
        return JsonTexts.object(call.arguments(), "input", limits);
    }

    /** Returns what a tool returned: JSON as such, text as text, and a list of parts if it is more than text. */
    Object response(Part.ToolResult result) {
        return result.content().stream().allMatch(Part.Text.class::isInstance)
                ? JsonTexts.containerOrText(result.text(), limits)
                : of(result.content());
    }
}
