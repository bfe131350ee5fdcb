package dev.weir;

/**
 * Something of a request that the provider cannot honour and that was therefore left out or changed.
 *
 * @param option the name of the option or part in Weir's words, for example {@code topK}
 * @param reason what was done about it, and why
 */
public record Warning(String option, String reason) {}
