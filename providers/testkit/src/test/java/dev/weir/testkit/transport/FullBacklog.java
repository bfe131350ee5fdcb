package dev.weir.testkit.transport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** A loopback address that takes no more connections: nobody accepts, and the queue of the kernel is full. */
final class FullBacklog {

    private static final int PROBES = 64;
    private static final List<AutoCloseable> KEPT = new ArrayList<>();

    private FullBacklog() {}

    static String address() {
        try {
            ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            KEPT.add(listening);
            fill(listening.getLocalPort());
            return "127.0.0.1:" + listening.getLocalPort();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void fill(int port) throws IOException {
        for (int i = 0; i < PROBES; i++) {
            Socket socket = new Socket();
            KEPT.add(socket);
            try {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 100);
            } catch (java.net.SocketTimeoutException full) {
                return;
            }
        }
    }
}
