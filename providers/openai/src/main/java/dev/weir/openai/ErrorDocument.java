package dev.weir.openai;

/** What an event or document looks like from the error side. */
enum ErrorDocument {
    /** An answer. */
    NONE,
    /** It has an {@code error}, beside or instead of an answer. */
    ERROR_FIELD,
    /** It is not an answer but an error whose fields stand at the top level. */
    TOP_LEVEL
}
