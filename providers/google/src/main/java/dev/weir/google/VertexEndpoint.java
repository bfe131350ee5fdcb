package dev.weir.google;

import dev.weir.ConfigurationException;
import dev.weir.spi.Endpoint;
import dev.weir.spi.Environment;
import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The addresses of Vertex AI: one host per
 * <a href="https://cloud.google.com/vertex-ai/generative-ai/docs/learn/locations">location</a>, project and location in the
 * path. Express mode has neither.
 *
 * @param service base URL up to the version
 * @param place project and location as a path, empty in express mode; null if the project is not known
 */
record VertexEndpoint(URI service, @Nullable String place) implements Endpoint {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._:-]+");

    /** Returns the endpoint of these settings, those that are null taken from the environment. */
    static Endpoint of(
            Environment environment,
            boolean express,
            @Nullable String project,
            @Nullable String location,
            @Nullable String baseUrl,
            String version) {
        String where = location != null ? location : environment.getOr("GOOGLE_CLOUD_LOCATION", "global");
        String whose = project != null ? project : environment.getOr("GOOGLE_CLOUD_PROJECT", "");
        if (baseUrl != null) {
            URI given = Endpoint.parse(baseUrl, "The base URL");
            return of(Google.versioned(given, version), express, whose, where);
        }
        if (!environment.isSet("GOOGLE_VERTEX_BASE_URL")) {
            String host = NAME.matcher(where).matches() ? host(express ? "global" : where) : host("global");
            return of(URI.create("https://" + host + "/" + version), express, whose, where);
        }
        // A malformed variable is the fault of a call to this provider, not of every client with it on the class path.
        Endpoint configured = Endpoint.environment(environment, "GOOGLE_VERTEX_BASE_URL", "");
        return new Endpoint() {
            @Override
            public URI baseUrl(String model) {
                return located(model).baseUrl(model);
            }

            @Override
            public URI resolve(String model, String path) {
                return located(model).resolve(model, path);
            }

            private VertexEndpoint located(String model) {
                return of(Google.versioned(configured.baseUrl(model), version), express, whose, where);
            }
        };
    }

    private static VertexEndpoint of(URI service, boolean express, String project, String location) {
        if (express) {
            return new VertexEndpoint(service, "");
        }
        boolean known =
                NAME.matcher(project).matches() && NAME.matcher(location).matches();
        return new VertexEndpoint(service, known ? "/projects/" + project + "/locations/" + location : null);
    }

    private static String host(String location) {
        return switch (location.toLowerCase(Locale.ROOT)) {
            case "global" -> "aiplatform.googleapis.com";
            case "eu", "us" -> "aiplatform." + location + ".rep.googleapis.com";
            default -> location + "-aiplatform.googleapis.com";
        };
    }

    @Override
    public URI baseUrl(String model) {
        return service;
    }

    @Override
    public URI resolve(String model, String path) {
        if (place == null) {
            throw new ConfigurationException(
                    "No usable project for vertex: set the environment variable GOOGLE_CLOUD_PROJECT"
                            + ", or VertexAi.builder().project(...); ids of projects and locations are letters, digits, '-', '.', ':'");
        }
        return Endpoint.super.resolve(model, path.startsWith("/projects/") ? path : place + path);
    }
}
