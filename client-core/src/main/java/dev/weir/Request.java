package dev.weir;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What is asked of a model. Immutable; {@link #mutate()} starts a changed copy. */
public final class Request {

    /** What happens to an option that the provider cannot honour. */
    public enum UnsupportedPolicy {
        /** It is left out and reported in {@link Response#warnings()}; the default. */
        WARN,
        /** The call fails with an {@link InvalidRequestException} before anything is sent. */
        ERROR
    }

    private final List<Part> system;
    private final List<Message> messages;
    private final Options options;
    private final List<Tool> tools;
    private final @Nullable ToolChoice toolChoice;
    private final @Nullable OutputFormat outputFormat;
    private final Map<String, Object> extras;
    private final Map<String, String> headers;
    private final @Nullable String conversationId;
    private final @Nullable String previousResponseId;
    private final @Nullable Prompt prompt;
    private final UnsupportedPolicy unsupportedPolicy;

    private Request(Builder builder) {
        this.system = List.copyOf(builder.system);
        this.messages = List.copyOf(builder.messages);
        this.options = builder.options;
        this.tools = List.copyOf(builder.tools);
        this.toolChoice = builder.toolChoice;
        this.outputFormat = builder.outputFormat;
        this.extras = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(builder.extras));
        this.headers = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(builder.headers));
        this.conversationId = builder.conversationId;
        this.previousResponseId = builder.previousResponseId;
        this.prompt = builder.prompt;
        this.unsupportedPolicy = builder.unsupportedPolicy;
    }

    /** Returns a request of one user message. */
    public static Request of(String prompt) {
        return builder().user(prompt).build();
    }

    /** Returns a request of one user message rendered from a template. */
    public static Request of(Template template) {
        return builder().user(template.render()).build();
    }

    /** Returns a request made from a named prompt; see {@link Builder#prompt(Prompt)}. */
    public static Request of(Prompt prompt) {
        return builder().prompt(prompt).build();
    }

    /** Returns a request of the given conversation. */
    public static Request of(List<Message> messages) {
        return builder().messages(messages).build();
    }

    /** Starts an empty request. */
    public static Builder builder() {
        return new Builder();
    }

    /** Starts a copy of this request. */
    public Builder mutate() {
        return new Builder(this);
    }

    /** Returns the instructions that stand apart from the conversation; empty by default. */
    public List<Part> system() {
        return system;
    }

    /** Returns the conversation, oldest first. */
    public List<Message> messages() {
        return messages;
    }

    /** Returns how the model should answer. */
    public Options options() {
        return options;
    }

    /** Returns the tools offered; empty by default. */
    public List<Tool> tools() {
        return tools;
    }

    /** Returns the rule for using tools, null for the provider's default. */
    public @Nullable ToolChoice toolChoice() {
        return toolChoice;
    }

    /** Returns the form the answer must have, null for the provider's default. */
    public @Nullable OutputFormat outputFormat() {
        return outputFormat;
    }

    /** Returns fields merged last into the provider's request body; see {@link Builder#extra}. */
    public Map<String, Object> extras() {
        return extras;
    }

    /** Returns additional HTTP headers. */
    public Map<String, String> headers() {
        return headers;
    }

    /** Returns the id of the conversation this request belongs to; reported in telemetry, never made up. */
    public @Nullable String conversationId() {
        return conversationId;
    }

    /** Returns the id of a response stored at the provider that this request goes on from. */
    public @Nullable String previousResponseId() {
        return previousResponseId;
    }

    /** Returns the named prompt this was made from, with the values that filled it; null if it was not. */
    public @Nullable Prompt prompt() {
        return prompt;
    }

    /** Returns what happens to options the provider cannot honour; {@link UnsupportedPolicy#WARN} by default. */
    public UnsupportedPolicy unsupportedPolicy() {
        return unsupportedPolicy;
    }

    /**
     * Checks what no provider accepts.
     *
     * @throws InvalidRequestException if there is nothing to answer
     */
    public void validate() {
        if (messages.isEmpty() && previousResponseId == null) {
            throw new InvalidRequestException("The request has no message; add one with user(\"...\")");
        }
        for (int i = 0; i < messages.size(); i++) {
            Message message = messages.get(i);
            if (message.role() == Message.Role.USER && isBlank(message.parts())) {
                throw new InvalidRequestException("The prompt is empty: user message " + (i + 1) + " of "
                        + messages.size() + " has no text and no other content");
            }
            if (message.role() == Message.Role.TOOL
                    && !message.parts().stream().allMatch(Part.ToolResult.class::isInstance)) {
                throw new InvalidRequestException("Message " + (i + 1) + " of " + messages.size()
                        + " has role TOOL but holds something else than tool results");
            }
        }
    }

    private static boolean isBlank(List<Part> parts) {
        return parts.stream()
                .allMatch(part -> part instanceof Part.Text text && text.text().isBlank());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Request that
                && system.equals(that.system)
                && messages.equals(that.messages)
                && options.equals(that.options)
                && tools.equals(that.tools)
                && Objects.equals(toolChoice, that.toolChoice)
                && Objects.equals(outputFormat, that.outputFormat)
                && extras.equals(that.extras)
                && headers.equals(that.headers)
                && Objects.equals(conversationId, that.conversationId)
                && Objects.equals(previousResponseId, that.previousResponseId)
                && Objects.equals(prompt, that.prompt)
                && unsupportedPolicy == that.unsupportedPolicy;
    }

    @Override
    public int hashCode() {
        return Objects.hash(system, messages, options, tools, extras);
    }

    /** Tells the shape of the request, never its content or header values. */
    @Override
    public String toString() {
        return "Request[" + messages.size() + " messages, system=" + system.size() + ", tools=" + tools.size() + ", "
                + options + ", extras=" + extras.keySet() + ", headers=" + headers.keySet() + "]";
    }

    /** Collects a request; not thread-safe. */
    public static final class Builder {

        private final List<Part> system = new ArrayList<>();
        private final List<Message> messages = new ArrayList<>();
        private Options options = Options.EMPTY;
        private final List<Tool> tools = new ArrayList<>();
        private @Nullable ToolChoice toolChoice;
        private @Nullable OutputFormat outputFormat;
        private final Map<String, Object> extras = new LinkedHashMap<>();
        private final Map<String, String> headers = new LinkedHashMap<>();
        private @Nullable String conversationId;
        private @Nullable String previousResponseId;
        private @Nullable Prompt prompt;
        private UnsupportedPolicy unsupportedPolicy = UnsupportedPolicy.WARN;

        private Builder() {}

        private Builder(Request from) {
            system.addAll(from.system);
            messages.addAll(from.messages);
            options = from.options;
            tools.addAll(from.tools);
            toolChoice = from.toolChoice;
            outputFormat = from.outputFormat;
            extras.putAll(from.extras);
            headers.putAll(from.headers);
            conversationId = from.conversationId;
            previousResponseId = from.previousResponseId;
            prompt = from.prompt;
            unsupportedPolicy = from.unsupportedPolicy;
        }

        /** Adds instructions apart from the conversation. */
        public Builder system(String text) {
            system.add(new Part.Text(text));
            return this;
        }

        /** Adds instruction parts, for example text followed by a {@link Part.CachePoint}. */
        public Builder system(Part... parts) {
            system.addAll(List.of(parts));
            return this;
        }

        /** Adds a user message. */
        public Builder user(String text) {
            return message(Message.user(text));
        }

        /** Adds a user message rendered from a template; see {@link Template} for its syntax. */
        public Builder user(String template, Map<String, ?> values) {
            return message(Message.user(Template.of(template).with(values).render()));
        }

        /** Adds a user message of any parts. */
        public Builder user(Part... parts) {
            return message(Message.user(parts));
        }

        /**
         * Adds what a named prompt says, its tools included. Options and output format that the request sets itself win over
         * the prompt's, before and after.
         *
         * @throws InvalidRequestException if a value is missing; names the variable
         */
        public Builder prompt(Prompt named) {
            prompt = named;
            system.addAll(named.renderSystem());
            messages.addAll(named.renderMessages());
            options = options.orElse(named.options());
            tools.addAll(named.tools());
            outputFormat = outputFormat == null ? named.outputFormat() : outputFormat;
            return this;
        }

        /** Adds what a named prompt says with these values; see {@link #prompt(Prompt)}. */
        public Builder prompt(Prompt named, Map<String, ?> values) {
            return prompt(named.with(values));
        }

        /** Adds an assistant message, for example an earlier answer. */
        public Builder assistant(String text) {
            return message(Message.assistant(text));
        }

        /** Adds the results of tool calls. */
        public Builder toolResults(Part.ToolResult... results) {
            return message(Message.tool(results));
        }

        /** Adds a message. */
        public Builder message(Message message) {
            messages.add(Objects.requireNonNull(message, "message"));
            return this;
        }

        /** Adds messages, oldest first. */
        public Builder messages(List<Message> more) {
            messages.addAll(more);
            return this;
        }

        /** Changes the options. */
        public Builder options(UnaryOperator<Options> change) {
            options = Objects.requireNonNull(change.apply(options), "options");
            return this;
        }

        /** Sets the sampling temperature; see {@link Options#temperature(double)}. */
        public Builder temperature(double temperature) {
            return options(o -> o.temperature(temperature));
        }

        /** Sets the upper bound of generated tokens; see {@link Options#maxTokens(int)}. */
        public Builder maxTokens(int maxTokens) {
            return options(o -> o.maxTokens(maxTokens));
        }

        /** Sets how much the model should think; see {@link Options#thinking(Thinking)}. */
        public Builder thinking(Thinking thinking) {
            return options(o -> o.thinking(thinking));
        }

        /** Offers tools. */
        public Builder tools(Tool... more) {
            tools.addAll(List.of(more));
            return this;
        }

        /** Sets the rule for using tools; ignored without tools. */
        public Builder toolChoice(ToolChoice choice) {
            toolChoice = choice;
            return this;
        }

        /** Sets the form the answer must have. */
        public Builder outputFormat(OutputFormat format) {
            outputFormat = format;
            return this;
        }

        /**
         * Adds a field to the provider's request body, merged last and so winning over everything Weir writes. The value
         * may be null, a string, number, boolean, or a list or map of these.
         */
        public Builder extra(String name, @Nullable Object value) {
            extras.put(name, value);
            return this;
        }

        /** Adds an HTTP header to the request. */
        public Builder header(String name, String value) {
            headers.put(name, value);
            return this;
        }

        /** Names the conversation, for telemetry. */
        public Builder conversationId(@Nullable String id) {
            conversationId = id;
            return this;
        }

        /** Goes on from a response stored at the provider. */
        public Builder previousResponseId(@Nullable String id) {
            previousResponseId = id;
            return this;
        }

        /** Sets what happens to options the provider cannot honour. */
        public Builder unsupportedPolicy(UnsupportedPolicy policy) {
            unsupportedPolicy = policy;
            return this;
        }

        /** Returns the request; the builder may be used further. */
        public Request build() {
            return new Request(this);
        }
    }
}
