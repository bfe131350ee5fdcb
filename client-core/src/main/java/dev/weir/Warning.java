package dev.weir;

/**
 * Something of a request that the provider cannot honour and that was therefore left out or changed; or a warning that the
 * provider itself sent with a good answer.
 *
 * @param option the name of the option or part in Weir's words, for example {@code topK}; of a provider's own warning the
 *     name of the header it came in
 * @param reason what was done about it, and why; or what the provider says
 */
public record Warning(String option, String reason) {}
