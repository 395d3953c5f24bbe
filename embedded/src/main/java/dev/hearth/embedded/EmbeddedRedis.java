package dev.hearth.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A Redis server in a child process. It keeps nothing on disk: everything in it can be told again. */
public final class EmbeddedRedis implements AutoCloseable {

    private static final Duration START_WAIT = Duration.ofSeconds(20);

    private final ChildProcess process;
    private final int port;

    private EmbeddedRedis(ChildProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * Starts a server on a free port and waits until it answers.
     *
     * @param directory an existing folder; where no {@code redis-server} is on the PATH, the program is put there
     * @throws ChildFailedException when it does not come up
     */
    public static EmbeddedRedis start(Path directory, Path log) throws InterruptedException {
        var port = FreePorts.one();
        var command = command(RedisBinary.locate(directory), directory, port);
        var process = ChildProcess.start(new ChildCommand("redis", command, Map.of(), log, false));
        try {
            process.awaitReady(() -> RedisConnection.answers(port), START_WAIT);
        } catch (ChildFailedException e) {
            process.close();
            throw e;
        }
        return new EmbeddedRedis(process, port);
    }

    /** The command line of a server. */
    public static List<String> command(Path binary, Path directory, int port) {
        return List.of(
                binary.toString(),
                "--bind",
                "127.0.0.1",
                "--port",
                String.valueOf(port),
                "--save",
                "",
                "--appendonly",
                "no",
                "--dir",
                directory.toString());
    }

    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    public int port() {
        return port;
    }

    public ChildProcess process() {
        return process;
    }

    @Override
    public void close() {
        process.close();
    }
}
