package dev.weir.client;

/** Stands beside the failure of one of several requests and names the inputs that were in it. */
final class FailedBatch extends RuntimeException {

    private static final long serialVersionUID = 1L;

    FailedBatch(int from, int to, int all) {
        super(
                "The request that failed held inputs " + from + " to " + (to - 1) + " of the " + all
                        + " (counted from 0); those of the other requests are lost with it",
                null,
                false,
                false);
    }
}
