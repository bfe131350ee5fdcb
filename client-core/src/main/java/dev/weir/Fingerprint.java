package dev.weir;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * SHA-256 over named values. Every value is written with its kind and length, so that different values never read alike,
 * and nothing depends on how a particular virtual machine prints or orders them.
 */
final class Fingerprint {

    private final MessageDigest digest;

    Fingerprint() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java has SHA-256", impossible);
        }
    }

    /** Adds a field; an absent one adds nothing. */
    void field(String name, @Nullable Object value) {
        if (value != null) {
            text(name);
            value(value);
        }
    }

    private void value(Object value) {
        if (value instanceof List<?> list) {
            write("l" + list.size() + ":");
            list.forEach(this::value);
        } else if (value instanceof Map<?, ?> map) {
            write("m" + map.size() + ":");
            Map<String, Object> sorted = new TreeMap<>();
            map.forEach((key, element) -> sorted.put(String.valueOf(key), element));
            sorted.forEach(this::field);
        } else if (value instanceof Double number) {
            // Double.toString differs between versions of Java; -0.0 and 0.0 are the same to a model.
            write("d" + Long.toHexString(Double.doubleToLongBits(number + 0.0)) + ":");
        } else if (value instanceof Number number) {
            write("i" + number.longValue() + ":");
        } else if (value instanceof Boolean truth) {
            write(truth ? "b1:" : "b0:");
        } else if (value instanceof Thinking thinking) {
            field("level", thinking.level());
            field("budget", thinking.budgetTokens());
        } else {
            text(value.toString());
        }
    }

    private void text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        write("s" + bytes.length + ":");
        digest.update(bytes);
    }

    private void write(String mark) {
        digest.update(mark.getBytes(StandardCharsets.US_ASCII));
    }

    /** Returns the digest in hexadecimal digits; call once. */
    String toHex() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
