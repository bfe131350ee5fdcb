package dev.weir;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One turn of a conversation.
 *
 * @param role who speaks
 * @param parts what is said, in order
 * @param name the speaker's name where several share a role; null by default
 */
public record Message(Role role, List<Part> parts, @Nullable String name) {

    /** Who speaks. */
    public enum Role {
        /** Instructions inside the history; see {@link Request#system()} for those apart from it. */
        SYSTEM,
        /** The person or program that asks. */
        USER,
        /** The model. */
        ASSISTANT,
        /** Results of tool calls; holds {@link Part.ToolResult} parts only. */
        TOOL
    }

    /** Copies the list. */
    public Message {
        Objects.requireNonNull(role, "role");
        parts = List.copyOf(parts);
    }

    /** Returns instructions placed inside the history. */
    public static Message system(String text) {
        return new Message(Role.SYSTEM, List.of(new Part.Text(text)), null);
    }

    /** Returns a user message of text. */
    public static Message user(String text) {
        return new Message(Role.USER, List.of(new Part.Text(text)), null);
    }

    /** Returns a user message of any parts. */
    public static Message user(Part... parts) {
        return new Message(Role.USER, List.of(parts), null);
    }

    /** Returns an assistant message of text, for example an earlier answer. */
    public static Message assistant(String text) {
        return new Message(Role.ASSISTANT, List.of(new Part.Text(text)), null);
    }

    /** Returns an assistant message of any parts. */
    public static Message assistant(List<? extends Part> parts) {
        return new Message(Role.ASSISTANT, List.copyOf(parts), null);
    }

    /** Returns the message that carries tool results back to the model. */
    public static Message tool(Part.ToolResult... results) {
        return new Message(Role.TOOL, List.of(results), null);
    }

    /** Returns the text parts, joined with nothing between; empty if there are none. */
    public String text() {
        return textOf(parts);
    }

    /** Returns the tool calls, in order. */
    public List<Part.ToolCall> toolCalls() {
        return parts.stream()
                .filter(Part.ToolCall.class::isInstance)
                .map(Part.ToolCall.class::cast)
                .toList();
    }

    static String textOf(List<Part> parts) {
        if (parts.size() == 1 && parts.get(0) instanceof Part.Text only) {
            return only.text();
        }
        StringBuilder joined = new StringBuilder();
        for (Part part : parts) {
            if (part instanceof Part.Text text) {
                joined.append(text.text());
            }
        }
        return joined.toString();
    }

    @Override
    public String toString() {
        return "Message[" + role + ", " + parts + "]";
    }
}
