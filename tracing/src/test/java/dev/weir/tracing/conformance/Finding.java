package dev.weir.tracing.conformance;

/**
 * Something that is not as the conventions have it.
 *
 * @param subject the span, metric or event
 * @param rule the rule that is broken
 * @param text what is wrong
 */
public record Finding(String subject, Rule rule, String text) {

    /** What is checked. */
    public enum Rule {
        /** Every attribute, metric and event is declared where it stands. */
        NAME,
        /** Values have the declared type. */
        TYPE,
        /** What is required is there. */
        REQUIRED,
        /** What is recommended without condition is there. */
        RECOMMENDED,
        /** Spans are named by their operation and its subject. */
        SPAN_NAME,
        /** Calls are of kind client, what runs in this process is internal. */
        SPAN_KIND,
        /** The status is never OK; {@code error.type} goes with ERROR and only with it. */
        STATUS,
        /** Values of enumerations are among those listed. */
        ENUM,
        /** A value is never a placeholder. */
        PLACEHOLDER,
        /** What decides about sampling is known when the span starts. */
        SAMPLING,
        /** Content is JSON of the published schemas. */
        CONTENT,
        /** Metrics have the declared unit, instrument and boundaries. */
        METRIC,
        /** Metrics and spans say the same. */
        AGREEMENT,
        /** Both generations are complete where both are asked for. */
        BOTH
    }

    @Override
    public String toString() {
        return subject + ": " + text + " [" + rule + "]";
    }
}
