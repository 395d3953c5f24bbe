package dev.hearth.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.cli.local.Checkout;
import dev.hearth.cli.local.ClusterFile;
import dev.hearth.cli.local.ClusterFile.Service;
import dev.hearth.embedded.FreePorts;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.util.FileSystemUtils;

/**
 * A cluster that {@code ./hearth up --detach} started, in a data folder and on a port of its own: others may run beside it.
 * Its logs stay in {@code cli/target/endtoend/NAME} for whoever looks into a failure.
 */
final class HearthCluster implements AutoCloseable {

    private final HearthScript script;
    private final Path data;
    private final int port;
    private volatile ClusterFile.Cluster file;

    /** What runs in place of a process that a test killed and that 'hearth restart' does not start, by instance. */
    private final Map<String, Outage> outages = new LinkedHashMap<>();

    private final Caller caller;
    private final LogReader log;
    private final Thread endWithThisProcess = Thread.ofPlatform().unstarted(this::down);

    private HearthCluster(HearthScript script, Path data, int port) {
        this.script = script;
        this.data = data;
        this.port = port;
        this.file = ClusterFile.in(data).read().orElseThrow();
        this.caller = new Caller(URI.create("http://127.0.0.1:" + port));
        this.log = new LogReader(file.kafka());
        Runtime.getRuntime().addShutdownHook(endWithThisProcess);
    }

    /** @param options of {@code hearth up} besides folder and port */
    static HearthCluster start(String name, String... options) {
        return start(new HearthScript(), name, options);
    }

    /** @param script that starts it, with the environment that the services get too */
    static HearthCluster start(HearthScript script, String name, String... options) {
        var data = Checkout.find().target("cli").resolve("endtoend").resolve(name);
        // Gateways are on ports in a row; no test has more than two.
        var port = FreePorts.row(2);
        if (Files.exists(ClusterFile.in(data).file())) {
            // An earlier run was killed.
            script.run("down", "--data", data.toString());
        }
        empty(data);
        var up = new ArrayList<>(List.of("up", "--detach", "--data", data.toString(), "--port", "" + port));
        up.addAll(List.of(options));
        script.run(up.toArray(String[]::new)).requireSuccess();
        return new HearthCluster(script, data, port);
    }

    /** Calls of its gateway. */
    Caller caller() {
        return caller;
    }

    /** Calls of one of its gateways; to be closed. */
    Caller caller(String gateway) {
        return new Caller(URI.create("http://127.0.0.1:" + service(gateway).port()));
    }

    /** Its Kafka; for one thread. */
    LogReader log() {
        return log;
    }

    ClusterFile.Cluster file() {
        return file;
    }

    int port() {
        return port;
    }

    Path data() {
        return data;
    }

    /** Runs a command on this cluster. */
    HearthScript.Finished hearth(String... arguments) {
        return script.run(withData(arguments));
    }

    /** Starts one on this cluster that does not end by itself. */
    Process startHearth(String... arguments) {
        return script.start(withData(arguments));
    }

    private String[] withData(String... arguments) {
        return Stream.concat(Stream.of(arguments), Stream.of("--data", data.toString()))
                .toArray(String[]::new);
    }

    Service service(String instance) {
        return file.services().stream()
                .filter(service -> service.instance().equals(instance))
                .findFirst()
                .orElseThrow(() -> new AssertionError(instance + " is not in " + file));
    }

    /** Those that still run. */
    List<Service> workers() {
        return file.services().stream()
                .filter(service -> service.name().equals("worker"))
                .filter(service -> service.process().isPresent())
                .toList();
    }

    /** Whether all of its processes run. */
    boolean isWhole() {
        return file.services().stream().allMatch(service -> service.process().isPresent());
    }

    /** Ends one process by SIGKILL. */
    void kill(String instance) {
        var process = service(instance).process().orElseThrow(() -> new AssertionError(instance + " does not run"));
        process.destroyForcibly();
        process.onExit().join();
    }

    /** Ends one of Hearth's own services, if it runs, and starts it again. */
    HearthScript.Finished restart(String instance, String... options) {
        var finished = hearth(Stream.concat(Stream.of("restart", instance), Stream.of(options))
                .toArray(String[]::new));
        readFile();
        return finished;
    }

    /** Ends the broker or Redis by SIGKILL, which {@link Outage#end} starts again. */
    Outage outage(String instance) {
        var outage = Outage.of(this, instance);
        outages.put(instance, outage);
        return outage;
    }

    /** Reads cluster.json, as if the supervisor knew of what {@link Outage}s started. */
    void readFile() {
        var read = ClusterFile.in(data).read().orElseThrow();
        file = new ClusterFile.Cluster(
                read.services().stream()
                        .map(service -> outages.containsKey(service.instance())
                                ? outages.get(service.instance()).instead(service)
                                : service)
                        .toList(),
                read.kafka(),
                read.redis());
    }

    /** Ends it and looks that nothing is left of it. */
    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(endWithThisProcess);
        caller.close();
        log.close();
        down().requireSuccess();
        outages.values().forEach(Outage::close);
        assertThat(file.services())
                .as("processes that 'hearth down' left running")
                .noneMatch(service -> service.process().isPresent());
        assertThat(ClusterFile.in(data).file()).doesNotExist();
        empty(data.resolve("kafka"));
        empty(data.resolve("models"));
    }

    private HearthScript.Finished down() {
        return hearth("down");
    }

    private static void empty(Path folder) {
        try {
            FileSystemUtils.deleteRecursively(folder);
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new AssertionError(folder + " cannot be emptied", e);
        }
    }
}
