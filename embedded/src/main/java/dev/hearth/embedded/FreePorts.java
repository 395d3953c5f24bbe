package dev.hearth.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** Loopback ports that nobody listens on. */
public final class FreePorts {

    private FreePorts() {}

    public static int one() {
        return take(1).getFirst();
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
