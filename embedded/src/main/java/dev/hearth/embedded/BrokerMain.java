package dev.hearth.embedded;

import dev.hearth.process.ParentWatch;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;

/**
 * A Kafka broker of one node in this JVM: {@code BrokerMain DATA_DIR PORT}.
 *
 * <p>Keeps what DATA_DIR holds, formats it when new, listens on 127.0.0.1 only. Exit codes: 1 when it could not start,
 * with one line on standard error that says why; 2 for wrong arguments.
 */
public final class BrokerMain {

    /** Below this the broker does not start: it would only fail later, in the middle of a write. */
    private static final long LEAST_FREE_BYTES = 64L << 20;

    private static final String LOGGING = "dev/hearth/embedded/broker-logback.xml";

    private BrokerMain() {}

    public static void main(String[] arguments) {
        ParentWatch.startIfAsked();
        if (System.getProperty("logback.configurationFile") == null) {
            System.setProperty("logback.configurationFile", LOGGING);
        }
        if (arguments.length != 2 || !arguments[1].matches("[0-9]{1,5}")) {
            System.err.println("usage: BrokerMain DATA_DIR PORT");
            System.exit(2);
        }
        var data = Path.of(arguments[0]).toAbsolutePath();
        var port = Integer.parseInt(arguments[1]);
        try {
            run(data, port);
        } catch (Exception e) {
            System.err.println(
                    "Kafka broker on 127.0.0.1:" + port + " with data in " + data + " did not start: " + reason(e));
            // Kafka leaves threads behind that would keep a failed broker alive.
            Runtime.getRuntime().halt(1);
        }
    }

    private static void run(Path data, int port) throws IOException {
        Files.createDirectories(data);
        checkSpace(data);
        checkPort(port);
        var settings = BrokerStorage.settings(data, port, FreePorts.one());
        BrokerStorage.formatIfNew(data, settings);
        var server = new KafkaRaftServer(new KafkaConfig(settings), Time.SYSTEM);
        server.startup();
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(server::shutdown));
        System.out.println("Kafka broker is up on 127.0.0.1:" + port);
        server.awaitShutdown();
    }

    private static void checkSpace(Path data) throws IOException {
        var freeBytes = Files.getFileStore(data).getUsableSpace();
        if (freeBytes < LEAST_FREE_BYTES) {
            throw new IOException("the disk is full: " + (freeBytes >> 20) + " MiB are free, at least "
                    + (LEAST_FREE_BYTES >> 20) + " MiB are needed");
        }
    }

    private static void checkPort(int port) throws IOException {
        try (var probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            probe.setReuseAddress(true);
        } catch (BindException e) {
            throw new IOException("the port is taken", e);
        }
    }

    /** The sentence of the innermost cause that has one. */
    private static String reason(Throwable failure) {
        var reason = failure.toString();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause.getMessage() != null && !(cause instanceof BindException)) {
                reason = cause.getMessage();
            }
        }
        return reason.lines().findFirst().orElse(reason);
    }
}
