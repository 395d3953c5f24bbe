package dev.hearth.process;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Asks a service whether it is healthy: {@code HealthProbe URL}. Container engines run it inside a service's image, which so
 * needs neither a shell nor an HTTP client.
 *
 * <p>Exit codes: 0 if the answer is 200 and begins within 2 s, 1 if not, 2 for wrong arguments; one line on standard output
 * says what was found.
 */
public final class HealthProbe {

    private static final Duration LONGEST = Duration.ofSeconds(2);

    /** Docker keeps 4 KiB of what a health check says. */
    private static final int TOLD_BYTES = 2048;

    private HealthProbe() {}

    public static void main(String[] arguments) {
        if (arguments.length != 1 || !arguments[0].startsWith("http://")) {
            System.out.println("usage: HealthProbe http://HOST:PORT/PATH");
            System.exit(2);
        }
        var finding = ask(URI.create(arguments[0]), LONGEST);
        System.out.println(finding.text());
        System.exit(finding.healthy() ? 0 : 1);
    }

    /** What the service said, or why it said nothing. */
    record Finding(boolean healthy, String text) {}

    /** @param longest wait for the connection, and again for the answer to begin */
    static Finding ask(URI address, Duration longest) {
        try {
            // HttpClient would start a thread pool, which takes longer than the call.
            var connection = (HttpURLConnection) address.toURL().openConnection();
            connection.setConnectTimeout((int) longest.toMillis());
            connection.setReadTimeout((int) longest.toMillis());
            var status = connection.getResponseCode();
            return new Finding(status == HttpURLConnection.HTTP_OK, status + " " + beginning(connection));
        } catch (IOException | IllegalArgumentException e) {
            return new Finding(false, address + ": " + e);
        }
    }

    private static String beginning(HttpURLConnection connection) throws IOException {
        try (var body = bodyOf(connection)) {
            return new String(body.readNBytes(TOLD_BYTES), StandardCharsets.UTF_8);
        }
    }

    private static InputStream bodyOf(HttpURLConnection connection) throws IOException {
        var failure = connection.getErrorStream();
        if (failure != null) {
            return failure;
        }
        return connection.getResponseCode() < HttpURLConnection.HTTP_BAD_REQUEST
                ? connection.getInputStream()
                : InputStream.nullInputStream();
    }
}
