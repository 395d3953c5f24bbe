package dev.hearth.cli.endtoend;

import dev.hearth.cli.local.ClusterFile.Service;
import dev.hearth.embedded.EmbeddedRedis;
import dev.hearth.embedded.RedisBinary;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The broker or Redis of a cluster, killed by SIGKILL and started again just as it was: command line, environment and folder
 * as the system tells them (Linux). Nobody else of the cluster is touched.
 */
final class Outage implements AutoCloseable {

    private static final long STOP_SECONDS = 20;

    private final HearthCluster cluster;
    private final List<String> command;
    private final Map<String, String> environment;
    private final File folder;
    private final File log;
    private @Nullable Process restarted;

    private Outage(
            HearthCluster cluster, List<String> command, Map<String, String> environment, File folder, File log) {
        this.cluster = cluster;
        this.command = command;
        this.environment = environment;
        this.folder = folder;
        this.log = log;
    }

    /** Begins: the process is gone when this returns. */
    static Outage of(HearthCluster cluster, String instance) {
        var service = cluster.service(instance);
        var process = Path.of("/proc", Long.toString(service.pid()));
        try {
            var outage = new Outage(
                    cluster,
                    instance.equals("redis") ? redisCommand(cluster) : words(process.resolve("cmdline")),
                    variables(process.resolve("environ")),
                    process.resolve("cwd").toRealPath().toFile(),
                    Path.of(service.log()).toFile());
            cluster.kill(instance);
            return outage;
        } catch (IOException e) {
            throw new AssertionError(instance + " cannot be looked at", e);
        }
    }

    /** Starts it again; it may take a while to be ready. */
    void end() {
        var builder = new ProcessBuilder(command)
                .directory(folder)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log));
        builder.environment().clear();
        builder.environment().putAll(environment);
        try {
            // Its standard input is a pipe from here: a service that watches its parent ends with the tests.
            restarted = builder.start();
            cluster.readFile();
        } catch (IOException e) {
            throw new AssertionError(command + " cannot be started again", e);
        }
    }

    /** What was started again, in place of what cluster.json names; the same until then. */
    Service instead(Service service) {
        var process = restarted;
        return process == null
                ? service
                : new Service(
                        service.name(),
                        service.index(),
                        process.pid(),
                        process.info().startInstant().orElseThrow(),
                        service.port(),
                        service.managementPort(),
                        service.log());
    }

    /** Ends what was started again: the supervisor does not know it. */
    @Override
    public void close() {
        var process = restarted;
        if (process == null) {
            return;
        }
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** Redis writes something else over its command line. */
    private static List<String> redisCommand(HearthCluster cluster) {
        var folder = cluster.data().resolve("redis");
        var port = cluster.service("redis").port();
        return EmbeddedRedis.command(RedisBinary.locate(folder), folder, Objects.requireNonNull(port));
    }

    private static List<String> words(Path file) throws IOException {
        // Ends with a separator; an argument may be empty.
        var text = Files.readString(file);
        return List.of(text.substring(0, text.length() - 1).split("\0", -1));
    }

    private static Map<String, String> variables(Path file) throws IOException {
        var variables = new HashMap<String, String>();
        for (var variable : words(file)) {
            var equals = variable.indexOf('=');
            if (equals > 0) {
                variables.put(variable.substring(0, equals), variable.substring(equals + 1));
            }
        }
        return variables;
    }
}
