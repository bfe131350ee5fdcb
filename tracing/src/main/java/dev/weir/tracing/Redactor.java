package dev.weir.tracing;

/**
 * Takes out of a text what must not be recorded. Called for every text of a call before anything else sees it: instructions,
 * messages, thoughts, tool arguments, results and schemas as JSON text, descriptions of tools, documents, addresses of
 * media. Not called if content goes nowhere. Called on event loops, by several threads at once: it must not block.
 *
 * <pre>{@code Redactor cards = text -> CARD_NUMBER.matcher(text).replaceAll("****");}</pre>
 */
@FunctionalInterface
public interface Redactor {

    /**
     * Returns what may be recorded of the text. If it throws or returns null, nothing of the call's content is recorded.
     *
     * @param text never null, may be empty
     */
    String redact(String text);
}
