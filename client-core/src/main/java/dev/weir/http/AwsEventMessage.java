package dev.weir.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.spi.Frame;
import dev.weir.spi.JsonException;
import dev.weir.spi.JsonWriter;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Reads the binary messages of an <a href="https://smithy.io/2.0/aws/amazon-eventstream.html">AWS event stream</a>: lengths,
 * checksum, headers, payload, checksum. Keeps only the names of events seen, so that a message allocates nothing.
 */
final class AwsEventMessage {

    /** Total length, headers length and their checksum. */
    static final int PRELUDE_BYTES = 12;

    private static final int CHECKSUM_BYTES = 4;
    private static final int MIN_BYTES = PRELUDE_BYTES + CHECKSUM_BYTES;
    private static final int MAX_HEADER_BYTES = 128 << 10;
    private static final int STRING = 7;
    private static final int NAMES = 16;

    private final CRC32 checksum = new CRC32();
    private final String[] names = new String[NAMES];
    private int nameCount;

    // Where the string headers of the present message that matter are, as offset and length; -1 if absent.
    private int messageType;
    private int messageTypeLength;
    private int eventType;
    private int eventTypeLength;
    private int exceptionType;
    private int exceptionTypeLength;
    private int errorCode;
    private int errorCodeLength;
    private int errorMessage;
    private int errorMessageLength;

    /**
     * Returns the length of the message whose prelude is at {@code offset}; checks the prelude's checksum first, because
     * without it the length means nothing.
     *
     * @throws JsonException if the prelude is corrupt or promises the impossible
     */
    int totalBytes(byte[] bytes, int offset) {
        int total = int32(bytes, offset);
        int headers = int32(bytes, offset + 4);
        if (crc(bytes, offset, 8) != int32(bytes, offset + 8)) {
            throw malformed("the checksum of a prelude does not match");
        }
        if (total < MIN_BYTES || headers < 0 || headers > total - MIN_BYTES || headers > MAX_HEADER_BYTES) {
            throw malformed("a message of " + total + " bytes with " + headers + " bytes of headers");
        }
        return total;
    }

    /** Points {@code frame} at the message of {@code total} bytes at {@code offset}. */
    void read(byte[] bytes, int offset, int total, Frame frame) {
        int end = offset + total - CHECKSUM_BYTES;
        if (crc(bytes, offset, total - CHECKSUM_BYTES) != int32(bytes, end)) {
            throw malformed("the checksum of a message does not match");
        }
        int payload = offset + PRELUDE_BYTES + int32(bytes, offset + 4);
        readHeaders(bytes, offset + PRELUDE_BYTES, payload);
        int length = end - payload;
        if (messageType < 0 || is(bytes, messageType, messageTypeLength, "event")) {
            frame.set(name(bytes, eventType, eventTypeLength), bytes, payload, length);
        } else if (is(bytes, messageType, messageTypeLength, "exception")) {
            frame.set(name(bytes, exceptionType, exceptionTypeLength), bytes, payload, length)
                    .asException();
        } else if (is(bytes, messageType, messageTypeLength, "error")) {
            error(bytes, payload, length, frame);
        } else {
            // A kind of message this version does not know: an event without a name, which decoders pass over.
            frame.set(null, bytes, payload, length);
        }
    }

    /** An error that no model of the service describes travels in headers; it is given the form of the others. */
    private void error(byte[] bytes, int payload, int length, Frame frame) {
        String code = name(bytes, errorCode, errorCodeLength);
        if (length > 0 || errorMessage < 0) {
            frame.set(code, bytes, payload, length).asException();
            return;
        }
        String message = new String(bytes, errorMessage, errorMessageLength, UTF_8);
        byte[] json = new JsonWriter(message.length() + 16)
                .beginObject()
                .name("message")
                .value(message)
                .endObject()
                .toByteArray();
        frame.set(code, json, 0, json.length).asException();
    }

    private void readHeaders(byte[] bytes, int from, int end) {
        messageType = -1;
        eventType = -1;
        exceptionType = -1;
        errorCode = -1;
        errorMessage = -1;
        int at = from;
        while (at < end) {
            int nameLength = bytes[at] & 0xff;
            int name = at + 1;
            int type = name + nameLength;
            if (nameLength == 0 || type >= end) {
                throw malformed("a cut header");
            }
            checkNew(bytes, from, at, end, nameLength);
            int value = type + 1;
            int next = skipValue(bytes, bytes[type], value, end);
            if (next > end) {
                throw malformed("a cut header");
            }
            if (bytes[type] == STRING && bytes[name] == ':') {
                note(bytes, name, nameLength, value + 2, next - value - 2);
            }
            at = next;
        }
    }

    /** Refuses a name that a header before it has: which of the two counts would be anybody's guess. */
    private static void checkNew(byte[] bytes, int from, int at, int end, int nameLength) {
        int other = from;
        while (other < at) {
            int otherLength = bytes[other] & 0xff;
            if (otherLength == nameLength && same(bytes, other + 1, at + 1, nameLength)) {
                throw malformed("a header that comes twice");
            }
            int type = other + 1 + otherLength;
            other = skipValue(bytes, bytes[type], type + 1, end);
        }
    }

    private static boolean same(byte[] bytes, int one, int other, int length) {
        for (int i = 0; i < length; i++) {
            if (bytes[one + i] != bytes[other + i]) {
                return false;
            }
        }
        return true;
    }

    private static int skipValue(byte[] bytes, int type, int value, int end) {
        return switch (type) {
            case 0, 1 -> value;
            case 2 -> value + 1;
            case 3 -> value + 2;
            case 4 -> value + 4;
            case 5, 8 -> value + 8;
            case 6, STRING -> {
                if (value + 2 > end) {
                    throw malformed("a cut header");
                }
                yield value + 2 + (((bytes[value] & 0xff) << 8) | (bytes[value + 1] & 0xff));
            }
            case 9 -> value + 16;
            default -> throw malformed("a header of the unknown type " + type);
        };
    }

    private void note(byte[] bytes, int name, int nameLength, int value, int length) {
        if (is(bytes, name, nameLength, ":event-type")) {
            eventType = value;
            eventTypeLength = length;
        } else if (is(bytes, name, nameLength, ":message-type")) {
            messageType = value;
            messageTypeLength = length;
        } else if (is(bytes, name, nameLength, ":exception-type")) {
            exceptionType = value;
            exceptionTypeLength = length;
        } else if (is(bytes, name, nameLength, ":error-code")) {
            errorCode = value;
            errorCodeLength = length;
        } else if (is(bytes, name, nameLength, ":error-message")) {
            errorMessage = value;
            errorMessageLength = length;
        }
    }

    private @Nullable String name(byte[] bytes, int offset, int length) {
        if (offset < 0) {
            return null;
        }
        for (int i = 0; i < nameCount; i++) {
            if (is(bytes, offset, length, names[i])) {
                return names[i];
            }
        }
        String name = new String(bytes, offset, length, ISO_8859_1);
        if (nameCount < NAMES) {
            names[nameCount++] = name;
        }
        return name;
    }

    private static boolean is(byte[] bytes, int offset, int length, String ascii) {
        if (length != ascii.length()) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if ((bytes[offset + i] & 0xff) != ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private int crc(byte[] bytes, int offset, int length) {
        checksum.reset();
        checksum.update(bytes, offset, length);
        return (int) checksum.getValue();
    }

    private static int int32(byte[] bytes, int offset) {
        return (bytes[offset] << 24)
                | ((bytes[offset + 1] & 0xff) << 16)
                | ((bytes[offset + 2] & 0xff) << 8)
                | (bytes[offset + 3] & 0xff);
    }

    static JsonException malformed(String what) {
        return new JsonException("Malformed event stream: " + what);
    }
}
