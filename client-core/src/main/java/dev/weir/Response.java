package dev.weir;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The answer to a request. Immutable. Equality covers what the model answered (id, model, choices, usage, extras), not how
 * the answer travelled (metadata, warnings, raw body).
 */
public final class Response {

    /**
     * One of the alternative answers.
     *
     * @param message what the model said
     * @param finishReason why it stopped
     * @param rawFinishReason the provider's own word for it; null if it gave none
     * @param logprobs token log probabilities as the provider wrote them, a JSON list with one entry per token; null if not
     *     asked for
     */
    public record Choice(
            Message message,
            FinishReason finishReason,
            @Nullable String rawFinishReason,
            @Nullable String logprobs) {
        @Override
        public String toString() {
            return "Choice[" + message + ", " + finishReason + "]";
        }
    }

    /**
     * How the answer travelled.
     *
     * @param requestId the provider's id of the HTTP exchange; worth quoting to its support
     * @param rateLimits what its headers say about limits
     * @param attempts how many times the request was sent; 1 without retry
     * @param headers all response headers, names in lower case
     */
    public record Metadata(
            @Nullable String requestId, RateLimits rateLimits, int attempts, Map<String, String> headers) {
        /** Nothing known. */
        public static final Metadata ABSENT = new Metadata(null, RateLimits.ABSENT, 1, Map.of());

        /** Names the request id; headers are not shown. */
        @Override
        public String toString() {
            return "Metadata[requestId=" + requestId + ", attempts=" + attempts + "]";
        }
    }

    private final @Nullable String id;
    private final @Nullable String model;
    private final List<Choice> choices;
    private final Usage usage;
    private final Map<String, String> extras;
    private final boolean partial;
    private final List<Warning> warnings;
    private final Metadata metadata;
    private final byte @Nullable [] raw;
    private final @Nullable Model origin;
    private final @Nullable Request request;

    private Response(Builder builder) {
        this.id = builder.id;
        this.model = builder.model;
        this.choices = List.copyOf(builder.choices);
        this.usage = builder.usage;
        this.extras = Map.copyOf(builder.extras);
        this.partial = builder.partial;
        this.warnings = List.copyOf(builder.warnings);
        this.metadata = builder.metadata;
        this.raw = builder.raw;
        this.origin = builder.origin;
        this.request = builder.request;
    }

    /** Starts an empty response; for interceptors, tests and provider authors. */
    public static Builder builder() {
        return new Builder();
    }

    /** Starts a copy of this response. */
    public Builder mutate() {
        return new Builder(this);
    }

    /** Returns the provider's id of the answer, null if it gives none. */
    public @Nullable String id() {
        return id;
    }

    /** Returns the model that answered, as the provider names it; null if it does not say. */
    public @Nullable String model() {
        return model;
    }

    /** Returns the alternative answers in index order; one unless more were asked for, empty if nothing arrived. */
    public List<Choice> choices() {
        return choices;
    }

    /** Returns the first choice's message; without parts if nothing arrived. */
    public Message message() {
        return choices.isEmpty() ? Message.assistant(List.of()) : choices.get(0).message();
    }

    /** Returns the first choice's parts. */
    public List<Part> parts() {
        return message().parts();
    }

    /** Returns the first choice's text, joined with nothing between; empty if there is none. */
    public String text() {
        return message().text();
    }

    /** Returns the first choice's readable thoughts, joined with nothing between; empty if there are none. */
    public String thinking() {
        StringBuilder joined = new StringBuilder();
        for (Part part : parts()) {
            if (part instanceof Part.Thinking thinking) {
                joined.append(thinking.text());
            }
        }
        return joined.toString();
    }

    /** Returns the refusal of the first choice, null if the model did not refuse in words. */
    public @Nullable String refusal() {
        for (Part part : parts()) {
            if (part instanceof Part.Refusal refusal) {
                return refusal.text();
            }
        }
        return null;
    }

    /** Returns the tool calls of the first choice that the caller has to run, in order. */
    public List<Part.ToolCall> toolCalls() {
        return message().toolCalls();
    }

    /** Returns why the first choice stopped; {@link FinishReason#OTHER} if unknown. */
    public FinishReason finishReason() {
        return choices.isEmpty() ? FinishReason.OTHER : choices.get(0).finishReason();
    }

    /** Returns the provider's own word for why the first choice stopped; null if it gave none. */
    public @Nullable String rawFinishReason() {
        return choices.isEmpty() ? null : choices.get(0).rawFinishReason();
    }

    /** Returns what the call consumed; {@link Usage#ABSENT} if not reported. */
    public Usage usage() {
        return usage;
    }

    /** Returns further top-level values of the answer by the provider's names, as JSON; empty by default. */
    public Map<String, String> extras() {
        return extras;
    }

    /** Returns whether this is only what had arrived before a failure or a cancel. */
    public boolean isPartial() {
        return partial;
    }

    /** Returns what of the request could not be honoured; empty by default. */
    public List<Warning> warnings() {
        return warnings;
    }

    /** Returns how the answer travelled. */
    public Metadata metadata() {
        return metadata;
    }

    /** Returns the body as it came; null for streams and where the answer did not come from a wire. */
    public @Nullable String raw() {
        return raw == null ? null : new String(raw, StandardCharsets.UTF_8);
    }

    /** Returns the conversation so far: the request's messages and this answer. */
    public List<Message> messages() {
        List<Message> all = new ArrayList<>(request == null ? List.of() : request.messages());
        if (!message().parts().isEmpty()) {
            all.add(message());
        }
        return List.copyOf(all);
    }

    /** Goes on with a user message, same model and options. */
    public Mono<Response> resume(String prompt) {
        return Mono.defer(() -> origin().call(next(Message.user(prompt))));
    }

    /** Goes on with any message, for example tool results. */
    public Mono<Response> resume(Message message) {
        return Mono.defer(() -> origin().call(next(message)));
    }

    /** Goes on with a user message, streamed. */
    public Flux<Chunk> resumeStream(String prompt) {
        return Flux.defer(() -> origin().stream(next(Message.user(prompt))));
    }

    /** Goes on with any message, streamed. */
    public Flux<Chunk> resumeStream(Message message) {
        return Flux.defer(() -> origin().stream(next(message)));
    }

    private Model origin() {
        if (origin == null) {
            throw new InvalidRequestException("This response does not know the model it came from (it was built by hand"
                    + " or by an interceptor); go on with model.call(Request.of(messages)) instead of resume");
        }
        return origin;
    }

    private Request next(Message message) {
        Request.Builder builder = Objects.requireNonNull(request).mutate();
        if (!message().parts().isEmpty()) {
            builder.message(message());
        }
        return builder.message(message).build();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Response that
                && Objects.equals(id, that.id)
                && Objects.equals(model, that.model)
                && choices.equals(that.choices)
                && usage.equals(that.usage)
                && extras.equals(that.extras)
                && partial == that.partial;
    }

    @Override
    public int hashCode() {
        return Objects.hash(id, model, choices, usage);
    }

    /** Tells the shape of the answer, never its content. */
    @Override
    public String toString() {
        return "Response[id=" + id + ", model=" + model + ", choices=" + choices + ", " + usage
                + (partial ? ", partial]" : "]");
    }

    /** Collects a response; not thread-safe. */
    public static final class Builder {

        private @Nullable String id;
        private @Nullable String model;
        private List<Choice> choices = List.of();
        private Usage usage = Usage.ABSENT;
        private Map<String, String> extras = Map.of();
        private boolean partial;
        private List<Warning> warnings = List.of();
        private Metadata metadata = Metadata.ABSENT;
        private byte @Nullable [] raw;
        private @Nullable Model origin;
        private @Nullable Request request;

        private Builder() {}

        private Builder(Response from) {
            id = from.id;
            model = from.model;
            choices = from.choices;
            usage = from.usage;
            extras = from.extras;
            partial = from.partial;
            warnings = from.warnings;
            metadata = from.metadata;
            raw = from.raw;
            origin = from.origin;
            request = from.request;
        }

        /** Sets the provider's id of the answer. */
        public Builder id(@Nullable String value) {
            id = value;
            return this;
        }

        /** Sets the model that answered. */
        public Builder model(@Nullable String value) {
            model = value;
            return this;
        }

        /** Sets the alternative answers. */
        public Builder choices(List<Choice> value) {
            choices = value;
            return this;
        }

        /** Sets one answer of text that stopped by itself. */
        public Builder text(String text) {
            return choices(List.of(new Choice(Message.assistant(text), FinishReason.STOP, "stop", null)));
        }

        /** Sets what the call consumed. */
        public Builder usage(Usage value) {
            usage = value;
            return this;
        }

        /** Sets further top-level values. */
        public Builder extras(Map<String, String> value) {
            extras = value;
            return this;
        }

        /** Sets whether the answer is incomplete. */
        public Builder partial(boolean value) {
            partial = value;
            return this;
        }

        /** Sets what could not be honoured. */
        public Builder warnings(List<Warning> value) {
            warnings = value;
            return this;
        }

        /** Sets how the answer travelled. */
        public Builder metadata(Metadata value) {
            metadata = value;
            return this;
        }

        /** Sets the body as it came, UTF-8; handed over, not copied. */
        public Builder raw(byte @Nullable [] value) {
            raw = value;
            return this;
        }

        /** Sets where the answer came from, so that the conversation can be resumed. */
        public Builder origin(Model model, Request asked) {
            origin = model;
            request = asked;
            return this;
        }

        /** Returns the response. */
        public Response build() {
            return new Response(this);
        }
    }
}
