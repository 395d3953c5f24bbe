package dev.hearth.embedded;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A Kafka broker in a child process. */
public final class EmbeddedBroker implements AutoCloseable {

    private static final Duration START_WAIT = Duration.ofSeconds(60);

    /** Enough for a few records of the largest size in flight at once. */
    private static final List<String> JVM = List.of("-Xmx320m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    private final ChildProcess process;
    private final int port;

    private EmbeddedBroker(ChildProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * Starts a broker on a free port and waits until it accepts connections. Its class path is this JVM's.
     *
     * @throws ChildFailedException when it does not come up within a minute
     */
    public static EmbeddedBroker start(Path data, Path log) throws InterruptedException {
        var port = FreePorts.one();
        var java = Path.of(System.getProperty("java.home"), "bin", "java");
        var command = new ChildCommand("broker", command(java, JVM, ownClassPath(), data, port), Map.of(), log, true);
        var process = ChildProcess.start(command);
        try {
            process.awaitReady(() -> accepts(port), START_WAIT);
        } catch (ChildFailedException e) {
            process.close();
            throw e;
        }
        return new EmbeddedBroker(process, port);
    }

    private static List<Path> ownClassPath() {
        return Pattern.compile(File.pathSeparator, Pattern.LITERAL)
                .splitAsStream(System.getProperty("java.class.path"))
                .map(Path::of)
                .toList();
    }

    /** The command line of a broker. */
    public static List<String> command(Path java, List<String> jvm, List<Path> classPath, Path data, int port) {
        var command = new ArrayList<String>();
        command.add(java.toString());
        command.addAll(jvm);
        var joined = classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
        command.addAll(List.of("-cp", joined, BrokerMain.class.getName()));
        command.addAll(List.of(data.toString(), String.valueOf(port)));
        return command;
    }

    /** Whether something accepts connections on that loopback port. */
    public static boolean accepts(int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    public ChildProcess process() {
        return process;
    }

    @Override
    public void close() {
        process.close();
    }
}
