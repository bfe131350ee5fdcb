package dev.weir.tracing;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/** The version of this library, which instrumentation scopes carry. */
final class Version {

    /** As the build wrote it; {@code unknown} if its file is missing. */
    static final String VALUE = read();

    private Version() {}

    private static String read() {
        Properties properties = new Properties();
        try (InputStream file = Version.class.getResourceAsStream("version.properties")) {
            if (file != null) {
                properties.load(file);
            }
        } catch (IOException unreadable) {
            // telemetry without a version is good enough
        }
        return properties.getProperty("version", "unknown");
    }
}
