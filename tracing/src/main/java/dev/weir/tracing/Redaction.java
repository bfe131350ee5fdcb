package dev.weir.tracing;

import dev.weir.Citation;
import dev.weir.MediaSource;
import dev.weir.Message;
import dev.weir.Part;
import dev.weir.Response;
import dev.weir.Tool;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Applies a redactor to every text of a content. What only the provider can use (signatures, log probabilities) is left out,
 * as nobody can say what stands in it. Names and ids are no content; bytes of media are no text.
 */
final class Redaction {

    private final Redactor redactor;

    Redaction(Redactor redactor) {
        this.redactor = redactor;
    }

    Content of(Content content) {
        return new Content(
                content.operation(),
                parts(content.systemInstructions()),
                content.input().stream().map(this::message).toList(),
                content.output().stream()
                        .map(choice -> new Response.Choice(
                                message(choice.message()), choice.finishReason(), choice.rawFinishReason(), null))
                        .toList(),
                content.tools().stream().map(this::tool).toList());
    }

    String text(String text) {
        return Objects.requireNonNull(redactor.redact(text), "the redactor's answer");
    }

    private @Nullable String textOrNull(@Nullable String text) {
        return text == null ? null : text(text);
    }

    private Message message(Message message) {
        return new Message(message.role(), parts(message.parts()), textOrNull(message.name()));
    }

    private List<Part> parts(List<Part> parts) {
        return parts.stream().map(this::part).toList();
    }

    private Part part(Part part) {
        if (part instanceof Part.Text text) {
            List<Citation> citations =
                    text.citations().stream().map(this::citation).toList();
            return new Part.Text(text(text.text()), citations, null);
        } else if (part instanceof Part.Thinking thinking) {
            return new Part.Thinking(text(thinking.text()), null);
        } else if (part instanceof Part.ToolCall call) {
            return new Part.ToolCall(call.id(), call.name(), text(call.arguments()));
        } else if (part instanceof Part.ToolResult result) {
            return new Part.ToolResult(result.callId(), result.name(), parts(result.content()), result.error());
        } else if (part instanceof Part.Refusal refusal) {
            return new Part.Refusal(text(refusal.text()));
        } else if (part instanceof Part.Opaque item) {
            return new Part.Opaque(item.provider(), item.type(), text(item.json()));
        }
        return medium(part);
    }

    private Part medium(Part part) {
        if (part instanceof Part.Image image) {
            return new Part.Image(source(image.source()), image.detail());
        } else if (part instanceof Part.Audio audio) {
            return new Part.Audio(source(audio.source()), textOrNull(audio.transcript()), null);
        } else if (part instanceof Part.Video video) {
            return new Part.Video(source(video.source()));
        } else if (part instanceof Part.Document document) {
            return new Part.Document(source(document.source()), textOrNull(document.name()));
        }
        return part;
    }

    private MediaSource source(MediaSource source) {
        String url = source.url();
        if (url == null || MediaTree.isData(url)) {
            return source;
        }
        String allowed = text(url);
        return allowed.equals(url) ? source : address(allowed, source.mimeType());
    }

    /** A redactor need not know that it has an address before it; what it leaves may be none any more. */
    private static MediaSource address(String allowed, @Nullable String mimeType) {
        MediaSource source;
        try {
            source = MediaSource.url(URI.create(allowed));
        } catch (IllegalArgumentException noAddress) {
            source = MediaSource.url(URI.create("about:redacted"));
        }
        return mimeType == null ? source : source.mimeType(mimeType);
    }

    private Citation citation(Citation citation) {
        return new Citation(
                textOrNull(citation.url()),
                textOrNull(citation.title()),
                textOrNull(citation.quote()),
                citation.start(),
                citation.end(),
                text(citation.raw()));
    }

    private Tool tool(Tool tool) {
        return switch (tool.kind()) {
            case FUNCTION -> function(tool);
            case CUSTOM -> Tool.custom(tool.name(), Objects.requireNonNullElse(textOrNull(tool.description()), ""));
            case PROVIDER -> Tool.provider(tool.name(), Objects.requireNonNullElse(textOrNull(tool.json()), "{}"));
        };
    }

    private Tool function(Tool tool) {
        String description = Objects.requireNonNullElse(textOrNull(tool.description()), "");
        Tool copy = Tool.function(tool.name(), description, Objects.requireNonNullElse(textOrNull(tool.json()), "{}"));
        return tool.strict() == null ? copy : copy.strict(tool.strict());
    }
}
