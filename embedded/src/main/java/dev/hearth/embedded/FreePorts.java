package dev.hearth.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Loopback ports that nobody listens on. */
public final class FreePorts {

    private static final int LARGEST = 65_535;
    private static final int MOST_TRIES = 100;

    private FreePorts() {}

    public static int one() {
        return take(1).getFirst();
    }

    /**
     * Returns the first of {@code count} ports in a row, all free at the moment of asking.
     *
     * @throws IllegalStateException after a hundred tries
     */
    public static int row(int count) {
        for (var tries = 0; tries < MOST_TRIES; tries++) {
            var first = one();
            if (first + count <= LARGEST
                    && IntStream.range(first, first + count).allMatch(FreePorts::isFree)) {
                return first;
            }
        }
        throw new IllegalStateException("no " + count + " free ports in a row on 127.0.0.1");
    }

    private static boolean isFree(int port) {
        try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Returns {@code count} different ports, free at the moment of asking. */
    public static List<Integer> take(int count) {
        var sockets = new ArrayList<ServerSocket>();
        try {
            try {
                // All stay open until the last is chosen, or the same one could come twice.
                while (sockets.size() < count) {
                    sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
                }
                return sockets.stream().map(ServerSocket::getLocalPort).toList();
            } finally {
                for (var socket : sockets) {
                    socket.close();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("no free port on 127.0.0.1", e);
        }
    }
}
