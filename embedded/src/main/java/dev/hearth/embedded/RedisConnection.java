package dev.hearth.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** One-line commands to a Redis server, for those that need no client: is it there, forget everything. */
public final class RedisConnection {

    private static final int TIMEOUT_MILLIS = 2_000;

    private RedisConnection() {}

    /** Whether a Redis server answers on that loopback port. */
    public static boolean answers(int port) {
        try {
            return "+PONG".equals(send("127.0.0.1", port, "PING"));
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Sends one inline command and returns the first line of the answer, its type mark included; null if there was none.
     *
     * @throws IOException if the server cannot be reached or does not answer within 2 s
     */
    public static @Nullable String send(String host, int port, String command) throws IOException {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
                    .readLine();
        }
    }
}
