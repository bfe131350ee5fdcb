package dev.weir.http;

import dev.weir.spi.Frame;

/**
 * The messages of an <a href="https://smithy.io/2.0/aws/amazon-eventstream.html">AWS event stream</a>. Events and exceptions
 * are named after their type; a message whose rest is missing at the end of the body is not given out.
 */
final class AwsEventStreamFramer extends Framer {

    private final AwsEventMessage message = new AwsEventMessage();
    private int total;

    AwsEventStreamFramer(int maxEventBytes) {
        super(maxEventBytes);
    }

    @Override
    boolean next(Frame frame) {
        int available = to - from;
        if (total == 0 && available >= AwsEventMessage.PRELUDE_BYTES) {
            total = message.totalBytes(array, from);
            bounded(from + total);
        }
        if (total == 0 || available < total) {
            return false;
        }
        message.read(array, from, total, frame);
        from += total;
        total = 0;
        return true;
    }

    @Override
    boolean last(Frame frame) {
        return next(frame);
    }

    @Override
    boolean isCut() {
        return from < to;
    }
}
