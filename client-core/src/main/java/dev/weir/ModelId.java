package dev.weir;

import java.util.Objects;

/**
 * Names a model as {@code provider/model}, for example {@code openai/gpt-4o-mini}. Only the first slash separates, so a
 * model name may itself contain slashes ({@code openrouter/anthropic/claude-sonnet-5}).
 *
 * @param provider the name under which the provider is registered; never empty
 * @param model the model name as the provider knows it, sent unchanged; never empty
 */
public record ModelId(String provider, String model) {

    /** Checks that both halves are present. */
    public ModelId {
        Objects.requireNonNull(provider, "provider");
        Objects.requireNonNull(model, "model");
        if (provider.isBlank() || model.isBlank()) {
            throw malformed(provider + "/" + model);
        }
    }

    /**
     * Parses {@code provider/model}.
     *
     * @throws ConfigurationException if there is no slash, or nothing on one side of it
     */
    public static ModelId parse(String id) {
        Objects.requireNonNull(id, "id");
        int slash = id.indexOf('/');
        if (slash <= 0 || slash == id.length() - 1) {
            throw malformed(id);
        }
        return new ModelId(
                id.substring(0, slash).trim(), id.substring(slash + 1).trim());
    }

    /** Returns {@code provider/model}. */
    @Override
    public String toString() {
        return provider + "/" + model;
    }

    private static ConfigurationException malformed(String id) {
        return new ConfigurationException("Model id \"" + id + "\" is not of the form provider/model; "
                + "write for example \"openai/gpt-4o-mini\" or \"local/parrot\"");
    }
}
