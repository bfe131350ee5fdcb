package dev.weir.testkit.otlp;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.weir.local.LoopbackServer;
import dev.weir.local.ReceivedRequest;
import dev.weir.local.Reply;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;

/** Takes what is sent over OTLP, HTTP with protobuf, on a free port of 127.0.0.1, and decodes it. Thread-safe. */
public final class OtlpReceiver implements AutoCloseable {

    private final LoopbackServer server;
    private final Predicate<ReceivedRequest> accepts;
    private final List<ReceivedSpan> spans = new ArrayList<>();
    private final Set<String> metrics = new TreeSet<>();

    private OtlpReceiver(Predicate<ReceivedRequest> accepts) {
        this.accepts = accepts;
        this.server = LoopbackServer.builder().script(this::receive).startNow();
    }

    /** Starts a receiver and waits for it. */
    public static OtlpReceiver startNow() {
        return startNow(request -> true);
    }

    /** Starts a receiver that turns away, with 401, what {@code accepts} does not like. */
    public static OtlpReceiver startNow(Predicate<ReceivedRequest> accepts) {
        return new OtlpReceiver(accepts);
    }

    /** Returns the endpoint to send to. */
    public String url() {
        return server.url();
    }

    /** Returns the spans that have arrived. */
    public synchronized List<ReceivedSpan> spans() {
        return List.copyOf(spans);
    }

    /** Returns the names of the metrics that have arrived, in order. */
    public synchronized Set<String> metrics() {
        return new TreeSet<>(metrics);
    }

    /** Returns the one span of that name. */
    public ReceivedSpan span(String name) {
        List<ReceivedSpan> found =
                spans().stream().filter(span -> span.name().equals(name)).toList();
        if (found.size() != 1) {
            throw new AssertionError("Expected one span \"" + name + "\", found " + found.size() + " among " + names());
        }
        return found.get(0);
    }

    /** Waits until enough has arrived; not for event loops. */
    public synchronized List<ReceivedSpan> await(Duration patience, Predicate<List<ReceivedSpan>> enough) {
        long end = System.nanoTime() + patience.toNanos();
        while (!enough.test(spans)) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new AssertionError("Not enough after " + patience + ": " + names());
            }
            try {
                wait(left);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new AssertionError("Interrupted", interrupted);
            }
        }
        return List.copyOf(spans);
    }

    private String names() {
        return spans().stream()
                .map(span -> span.service() + ": " + span.name())
                .collect(Collectors.joining(", ", "[", "]"));
    }

    private Reply receive(ReceivedRequest request) {
        if (!accepts.test(request)) {
            return Reply.of(401);
        }
        try {
            switch (request.path()) {
                case "/v1/traces" -> add(ExportTraceServiceRequest.parseFrom(body(request)));
                case "/v1/metrics" -> add(ExportMetricsServiceRequest.parseFrom(body(request)));
                default -> {}
            }
        } catch (InvalidProtocolBufferException notOtlp) {
            return Reply.of(400);
        }
        return Reply.of("application/x-protobuf", new byte[0]);
    }

    private static byte[] body(ReceivedRequest request) {
        if (!"gzip".equals(request.header("content-encoding"))) {
            return request.body();
        }
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(request.body()))) {
            return in.readAllBytes();
        } catch (IOException corrupt) {
            throw new UncheckedIOException(corrupt);
        }
    }

    private synchronized void add(ExportTraceServiceRequest request) {
        for (ResourceSpans resource : request.getResourceSpansList()) {
            Map<String, String> about = texts(resource.getResource().getAttributesList());
            for (ScopeSpans scope : resource.getScopeSpansList()) {
                for (Span span : scope.getSpansList()) {
                    spans.add(new ReceivedSpan(
                            about,
                            scope.getScope().getName(),
                            span.getName(),
                            span.getKind().name().replace("SPAN_KIND_", ""),
                            hex(span.getTraceId()),
                            hex(span.getSpanId()),
                            hex(span.getParentSpanId()),
                            span.getStatus().getCode() == Status.StatusCode.STATUS_CODE_ERROR,
                            texts(span.getAttributesList())));
                }
            }
        }
        notifyAll();
    }

    private synchronized void add(ExportMetricsServiceRequest request) {
        request.getResourceMetricsList().stream()
                .flatMap(resource -> resource.getScopeMetricsList().stream())
                .flatMap(scope -> scope.getMetricsList().stream())
                .forEach(metric -> metrics.add(metric.getName()));
    }

    private static String hex(ByteString bytes) {
        return HexFormat.of().formatHex(bytes.toByteArray());
    }

    private static Map<String, String> texts(List<KeyValue> attributes) {
        Map<String, String> texts = new LinkedHashMap<>();
        attributes.forEach(attribute -> texts.put(attribute.getKey(), text(attribute.getValue())));
        return texts;
    }

    private static String text(AnyValue value) {
        return switch (value.getValueCase()) {
            case STRING_VALUE -> value.getStringValue();
            case INT_VALUE -> Long.toString(value.getIntValue());
            case DOUBLE_VALUE -> Double.toString(value.getDoubleValue());
            case BOOL_VALUE -> Boolean.toString(value.getBoolValue());
            case ARRAY_VALUE ->
                value.getArrayValue().getValuesList().stream()
                        .map(OtlpReceiver::text)
                        .collect(Collectors.joining(",", "[", "]"));
            default -> value.toString();
        };
    }

    @Override
    public void close() {
        server.close();
    }
}
