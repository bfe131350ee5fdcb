package dev.weir.testkit.otlp;

import java.util.Map;

/**
 * A span as it arrived.
 *
 * @param resource attributes of the program that sent it
 * @param scope name of the library that recorded it
 * @param name the span's name
 * @param kind for example {@code CLIENT}
 * @param traceId in hexadecimal
 * @param spanId in hexadecimal
 * @param parentId in hexadecimal, empty for a root
 * @param error whether its status is an error
 * @param attributes all values as text
 */
public record ReceivedSpan(
        Map<String, String> resource,
        String scope,
        String name,
        String kind,
        String traceId,
        String spanId,
        String parentId,
        boolean error,
        Map<String, String> attributes) {

    /** Returns {@code service.name} of the sender, empty if it has none. */
    public String service() {
        return resource.getOrDefault("service.name", "");
    }

    /** Returns whether {@code parent} is this span's parent. */
    public boolean isChildOf(ReceivedSpan parent) {
        return traceId.equals(parent.traceId) && parentId.equals(parent.spanId);
    }
}
