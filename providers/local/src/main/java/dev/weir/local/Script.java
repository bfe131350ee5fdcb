package dev.weir.local;

/** Decides how a {@link LoopbackServer} answers. */
@FunctionalInterface
public interface Script {

    /**
     * Returns the reply to a request. Called on the server's event loop once the request's body has arrived, so it must not
     * block; for answers that take time, put {@link Reply#waitFor} or {@link Reply#delay} into the reply. An exception makes
     * the server answer 500 with its message.
     */
    Reply answer(ReceivedRequest request);
}
