package dev.weir.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/** How the library names itself to servers. */
final class UserAgent {

    /** {@code weir-java/<version>}. */
    static final String VALUE = "weir-java/" + version();

    private UserAgent() {}

    private static String version() {
        Properties properties = new Properties();
        try (InputStream file = UserAgent.class.getResourceAsStream("version.properties")) {
            if (file != null) {
                properties.load(file);
            }
        } catch (IOException unreadable) {
            // the name without a version is good enough
        }
        return properties.getProperty("version", "unknown");
    }
}
