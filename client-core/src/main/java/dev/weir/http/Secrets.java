package dev.weir.http;

import dev.weir.ApiError;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The credentials of one attempt, to be struck out wherever a provider echoes them. */
final class Secrets {

    static final Secrets NONE = new Secrets(List.of());

    private static final int SHORTEST = 6;

    private final List<String> values;

    private Secrets(List<String> values) {
        this.values = values;
    }

    /** Returns the secrets in header values: the values, and what follows a scheme such as {@code Bearer}. */
    static Secrets of(Collection<String> headerValues) {
        if (headerValues.isEmpty()) {
            return NONE;
        }
        List<String> secrets = new ArrayList<>(2);
        for (String value : headerValues) {
            String bare = value.substring(value.lastIndexOf(' ') + 1);
            if (bare.length() >= SHORTEST) {
                secrets.add(bare);
            }
        }
        return new Secrets(secrets);
    }

    @Nullable
    String strike(@Nullable String text) {
        if (text == null) {
            return null;
        }
        String clean = text;
        for (String secret : values) {
            clean = clean.replace(secret, "***");
        }
        return clean;
    }

    ApiError strike(ApiError error) {
        if (values.isEmpty()) {
            return error;
        }
        return error.message(strike(error.message()))
                .body(strike(error.body()))
                .code(strike(error.code()))
                .type(strike(error.type()))
                .param(strike(error.param()));
    }
}
