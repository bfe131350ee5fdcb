package dev.weir.http;

import dev.weir.spi.Frame;
import dev.weir.spi.JsonException;

/**
 * The elements of one JSON array, each given out when its last bracket arrives. Elements must be objects or arrays, which is
 * all that is ever streamed so. Only brackets and strings are watched; the decoder checks the rest.
 */
final class JsonArrayFramer extends Framer {

    private int at;
    private int depth;
    private boolean begun;
    private boolean ended;
    private boolean inString;
    private boolean escaped;

    JsonArrayFramer(int maxEventBytes) {
        super(maxEventBytes);
    }

    @Override
    boolean next(Frame frame) {
        while (at < to && !ended) {
            byte b = array[at++];
            if (inString) {
                string(b);
            } else if (depth > 0) {
                if (nested(b)) {
                    bounded(at);
                    int start = from;
                    from = at;
                    frame.set(null, array, start, at - start);
                    return true;
                }
            } else {
                outside(b);
            }
        }
        if (ended) {
            from = to;
            at = to;
        }
        bounded(to);
        return false;
    }

    @Override
    boolean last(Frame frame) {
        return next(frame);
    }

    @Override
    void moved(int distance) {
        at -= distance;
    }

    private void string(byte b) {
        if (escaped) {
            escaped = false;
        } else if (b == '\\') {
            escaped = true;
        } else if (b == '"') {
            inString = false;
        }
    }

    /** Returns whether the element is complete. */
    private boolean nested(byte b) {
        switch (b) {
            case '"' -> inString = true;
            case '{', '[' -> depth++;
            case '}', ']' -> {
                return --depth == 0;
            }
            default -> {}
        }
        return false;
    }

    private void outside(byte b) {
        if (b == ' ' || b == '\n' || b == '\r' || b == '\t') {
            from = at;
        } else if (!begun) {
            if (b != '[') {
                throw new JsonException("The stream is not a JSON array");
            }
            begun = true;
            from = at;
        } else if (b == '{' || b == '[') {
            from = at - 1;
            depth = 1;
        } else if (b == ']') {
            ended = true;
            from = at;
        } else if (b == ',') {
            from = at;
        } else {
            throw new JsonException("The streamed JSON array holds something else than objects");
        }
    }
}
