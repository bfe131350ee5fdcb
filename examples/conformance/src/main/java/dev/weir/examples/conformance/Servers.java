package dev.weir.examples.conformance;

import dev.weir.spi.Environment;
import java.util.HashMap;
import java.util.Map;

/**
 * Where the providers are: what each provider's own variable says, else the server that {@code LLM_BASE_URL} names for all of
 * them. A server of one's own need not be given a key.
 */
final class Servers {

    static final String EVERYBODY = "LLM_BASE_URL";

    private static final String NO_KEY = "none";
    private static final String REGION = "us-east-1";

    private Servers() {}

    /** Returns the environment with addresses and keys filled in. */
    static Environment of(Environment given) {
        Map<String, String> filled = new HashMap<>();
        for (Family family : Family.values()) {
            String own = given.getOr(family.urlVariable(), shared(given, family.urlSuffix()));
            if (!own.isEmpty()) {
                filled.put(family.urlVariable(), own);
                filled.put(family.keyVariable(), given.getOr(family.keyVariable(), NO_KEY));
                filled.put("AWS_REGION", given.getOr("AWS_REGION", REGION));
            }
        }
        return variable -> filled.containsKey(variable) ? filled.get(variable) : given.get(variable);
    }

    private static String shared(Environment given, String suffix) {
        String url = given.getOr(EVERYBODY, "");
        while (url.endsWith("/")) {
            url = url.substring(0, url.length() - 1);
        }
        return url.isEmpty() || url.endsWith(suffix) ? url : url + suffix;
    }
}
