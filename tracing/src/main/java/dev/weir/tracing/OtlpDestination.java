package dev.weir.tracing;

import dev.weir.ConfigurationException;
import io.opentelemetry.exporter.otlp.http.logs.OtlpHttpLogRecordExporter;
import io.opentelemetry.exporter.otlp.http.logs.OtlpHttpLogRecordExporterBuilder;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporterBuilder;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.logs.export.LogRecordExporter;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** An endpoint of OTLP over HTTP, and the headers it wants. */
final class OtlpDestination {

    private final String base;
    private final Map<String, String> headers;

    private OtlpDestination(String base, Map<String, String> headers) {
        this.base = base;
        this.headers = headers;
    }

    static OtlpDestination of(String endpoint, Map<String, String> headers) {
        Map<String, String> copy = Map.copyOf(headers);
        copy.forEach(OtlpDestination::check);
        return new OtlpDestination(base(endpoint), copy);
    }

    /** Returns the base URL without a slash at its end. */
    static String base(String endpoint) {
        URI uri;
        try {
            uri = new URI(Objects.requireNonNull(endpoint, "endpoint"));
        } catch (URISyntaxException malformed) {
            throw new ConfigurationException("The OTLP endpoint is no URL: " + malformed.getReason());
        }
        if (uri.getHost() == null || !Set.of("http", "https").contains(uri.getScheme())) {
            throw new ConfigurationException(
                    "The OTLP endpoint must be a URL such as http://localhost:4318, with http or https and a host");
        }
        if (uri.getQuery() != null || uri.getFragment() != null) {
            throw new ConfigurationException(
                    "The OTLP endpoint has a query or fragment; what it carries belongs into a header");
        }
        if (endpoint.matches(".*/v1/(traces|metrics|logs)/?")) {
            throw new ConfigurationException("The OTLP endpoint must be the base URL; "
                    + uri.getPath().substring(uri.getPath().lastIndexOf("/v1/")) + " is added to it");
        }
        return endpoint.endsWith("/") ? endpoint.substring(0, endpoint.length() - 1) : endpoint;
    }

    /** Checks a header without ever telling its value. */
    static void check(String name, String value) {
        if (!Objects.requireNonNull(name, "name").matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+")) {
            throw new ConfigurationException("\"" + name + "\" is not the name of an HTTP header");
        }
        if (!Objects.requireNonNull(value, "value").matches("[\\t\\x20-\\x7e]*")) {
            throw new ConfigurationException("The value of the header " + name
                    + " holds a character that HTTP does not allow there; a line break at its end, maybe?");
        }
    }

    SpanExporter spans(Duration timeout) {
        OtlpHttpSpanExporterBuilder builder =
                OtlpHttpSpanExporter.builder().setEndpoint(base + "/v1/traces").setTimeout(timeout);
        headers.forEach(builder::addHeader);
        return builder.build();
    }

    MetricExporter metrics(Duration timeout) {
        OtlpHttpMetricExporterBuilder builder = OtlpHttpMetricExporter.builder()
                .setEndpoint(base + "/v1/metrics")
                .setTimeout(timeout);
        headers.forEach(builder::addHeader);
        return builder.build();
    }

    LogRecordExporter logs(Duration timeout) {
        OtlpHttpLogRecordExporterBuilder builder = OtlpHttpLogRecordExporter.builder()
                .setEndpoint(base + "/v1/logs")
                .setTimeout(timeout);
        headers.forEach(builder::addHeader);
        return builder.build();
    }

    /** Names host and headers; an endpoint may have a key in its path, a header in its value. */
    @Override
    public String toString() {
        return URI.create(base).getHost() + headers.keySet();
    }
}
