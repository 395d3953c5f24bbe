package dev.hearth.cli.scratch;

import dev.hearth.cli.CommandFailedException;
import dev.hearth.cli.local.ClusterFile;
import dev.hearth.embedded.ChildCommand;
import dev.hearth.embedded.ChildFailedException;
import dev.hearth.embedded.ChildProcess;
import dev.hearth.embedded.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * A cluster of a measurement's own: the processes of {@code hearth up} without the samples. It ends
 * with this process, however that ends.
 */
public final class ScratchCluster implements AutoCloseable {

    private static final String READY = "Hearth is ready";

    /** The first start of a checkout unpacks services and trains start-up caches. */
    private static final Duration LONGEST_START = Duration.ofMinutes(5);

    /** Longer than the supervisor waits for its processes one after another. */
    private static final Duration LONGEST_STOP = Duration.ofSeconds(40);

    private final ChildProcess supervisor;
    private final URI gateway;
    private final ClusterFile.Cluster cluster;
    private final SequencedMap<String, ProcessHandle> processes;

    private ScratchCluster(ChildProcess supervisor, URI gateway, ClusterFile.Cluster cluster) {
        this.supervisor = supervisor;
        this.gateway = gateway;
        this.cluster = cluster;
        this.processes = running(cluster);
    }

    /**
     * Starts it and returns once it is ready.
     *
     * @param options more of {@code hearth up}, such as {@code --jit full} to measure throughput
     * @throws ChildFailedException with the cause and the log if it does not start
     */
    public static ScratchCluster start(Path data, List<String> options) throws InterruptedException {
        var port = FreePorts.one();
        var arguments =
                new ArrayList<>(List.of("up", "--samples", "none", "--data", data.toString(), "--port", "" + port));
        arguments.addAll(options);
        var command = ThisProgram.command(List.of(ThisProgram.QUICK_JIT), arguments);
        var log = data.resolve("logs").resolve("up.log");
        var supervisor = ChildProcess.start(new ChildCommand("hearth up", command, Map.of(), log, false));
        try {
            supervisor.awaitReady(() -> saysReady(log), LONGEST_START);
            var cluster = ClusterFile.in(data)
                    .read()
                    .orElseThrow(() -> new CommandFailedException("hearth up wrote no cluster.json in " + data));
            return new ScratchCluster(supervisor, URI.create("http://127.0.0.1:" + port), cluster);
        } catch (InterruptedException | RuntimeException e) {
            supervisor.stop(LONGEST_STOP);
            throw e;
        }
    }

    private static boolean saysReady(Path log) {
        try (var lines = Files.lines(log)) {
            return lines.anyMatch(line -> line.startsWith(READY));
        } catch (IOException | UncheckedIOException e) {
            return false;
        }
    }

    private static SequencedMap<String, ProcessHandle> running(ClusterFile.Cluster cluster) {
        var processes = new LinkedHashMap<String, ProcessHandle>();
        for (var service : cluster.services()) {
            processes.put(
                    service.instance(),
                    service.process()
                            .orElseThrow(() -> new CommandFailedException(
                                    service.instance() + " has ended; its log is " + service.log())));
        }
        return processes;
    }

    public URI gateway() {
        return gateway;
    }

    /** What cluster.json says. */
    public ClusterFile.Cluster cluster() {
        return cluster;
    }

    /** All of cluster.json, the supervisor among them, by instance. */
    public SequencedMap<String, ProcessHandle> processes() {
        return processes;
    }

    @Override
    public void close() {
        supervisor.stop(LONGEST_STOP);
    }
}
