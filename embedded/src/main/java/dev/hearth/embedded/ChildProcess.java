package dev.hearth.embedded;

import dev.hearth.process.ParentWatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A running child, in a session of its own where the system has {@code setsid}, so that a Ctrl-C in the terminal reaches
 * only its parent. It ends with this process, however that ends.
 */
public final class ChildProcess implements AutoCloseable {

    private static final Duration STOP_WAIT = Duration.ofSeconds(10);
    private static final long POLL_MILLIS = 100;
    private static final @Nullable String SETSID =
            Executables.find("setsid").map(Path::toString).orElse(null);

    private final ChildCommand command;
    private final Process process;
    private final @Nullable Process guard;

    private ChildProcess(ChildCommand command, Process process, @Nullable Process guard) {
        this.command = command;
        this.process = process;
        this.guard = guard;
    }

    /** @throws ChildFailedException if the program cannot be started */
    public static ChildProcess start(ChildCommand command) {
        try {
            keepPreviousLog(command.log());
            var builder = new ProcessBuilder(inOwnSession(command.command()))
                    .redirectErrorStream(true)
                    .redirectOutput(command.log().toFile());
            builder.environment().putAll(command.environment());
            if (command.watchesParent()) {
                builder.environment().put(ParentWatch.ENVIRONMENT, "true");
            }
            var process = builder.start();
            return new ChildProcess(command, process, command.watchesParent() ? null : guard(process));
        } catch (IOException e) {
            throw new ChildFailedException(command.name() + " cannot be started: " + e.getMessage(), e);
        }
    }

    private static void keepPreviousLog(Path log) throws IOException {
        Files.createDirectories(log.toAbsolutePath().getParent());
        if (Files.exists(log)) {
            var previous = log.resolveSibling(log.getFileName() + ".previous");
            Files.move(log, previous, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** The guard's standard input is a pipe from us: it ends when we do, and the guard then ends its ward. */
    private static Process guard(Process ward) throws IOException {
        var script = "cat >/dev/null; kill " + ward.pid();
        var guard = new ProcessBuilder(inOwnSession(List.of("/bin/sh", "-c", script)))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        // Its number may be given to a stranger once the ward is gone.
        var _ = ward.onExit().thenRun(guard::destroyForcibly);
        return guard;
    }

    private static List<String> inOwnSession(List<String> command) {
        if (SETSID == null) {
            return command;
        }
        var whole = new ArrayList<String>();
        whole.add(SETSID);
        whole.addAll(command);
        return whole;
    }

    /**
     * Waits until {@code ready} holds.
     *
     * @throws ChildFailedException at once when the child ends, else after {@code longest}
     */
    public void awaitReady(BooleanSupplier ready, Duration longest) throws InterruptedException {
        var deadline = System.nanoTime() + longest.toNanos();
        while (!ready.getAsBoolean()) {
            if (process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                throw new ChildFailedException(name() + " ended at start with exit code " + process.exitValue() + ": "
                        + LogExcerpt.cause(log()) + "; its log is " + log());
            }
            if (System.nanoTime() > deadline) {
                throw new ChildFailedException(name() + " is not ready after " + longest.toSeconds() + " s: "
                        + LogExcerpt.cause(log()) + "; its log is " + log());
            }
        }
    }

    /** Lets the child see that its parent is done with it, as if the parent had ended. */
    public void tellToEnd() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // It has ended already.
        }
    }

    /** Asks the child to end, and kills it when it has not after {@code longest}. */
    public void stop(Duration longest) {
        if (guard != null) {
            guard.destroyForcibly();
        }
        process.destroy();
        try {
            if (!process.waitFor(longest)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stop(STOP_WAIT);
    }

    public String name() {
        return command.name();
    }

    public Path log() {
        return command.log();
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** When the system says that the child started. */
    public Instant startedAt() {
        return process.info().startInstant().orElse(Instant.EPOCH);
    }

    /** Completes with the exit code when the child has ended. */
    public CompletableFuture<Integer> ended() {
        return process.onExit().thenApply(Process::exitValue);
    }
}
