package dev.hearth.cli.cluster;

import dev.hearth.embedded.ChildCommand;
import dev.hearth.embedded.ChildProcess;
import dev.hearth.embedded.LogExcerpt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/**
 * The JVM's ahead-of-time cache of one program, made by a short run of it. Without one a program starts too, only slower,
 * so a failure to make it is told and passed over.
 *
 * @param file the cache; {@code FILE.for} beside it says what it was made of
 */
record StartCache(String name, Path file) {

    private static final Duration LONGEST = Duration.ofMinutes(4);

    /**
     * Whether the cache was made of just this.
     *
     * @param origin names the program and the JVM; any change makes the cache void
     */
    boolean isFor(String origin) {
        try {
            return Files.exists(file) && Files.readString(marker()).equals(origin);
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Makes the cache.
     *
     * @param unfinished where the run writes it
     * @param trained once it holds, the run is told to end; never, if it ends by itself
     */
    void make(String origin, List<String> command, Path unfinished, BooleanSupplier trained, Progress progress)
            throws InterruptedException {
        progress.say("Preparing " + name + " for quick starts (only the first time)");
        var log = file.resolveSibling(file.getFileName() + ".log");
        try {
            Files.deleteIfExists(unfinished);
            try (var run = ChildProcess.start(new ChildCommand(name + " (training)", command, Map.of(), log, true))) {
                awaitEnd(run, trained);
            }
            if (Files.exists(unfinished)) {
                Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
                Files.writeString(marker(), origin);
                return;
            }
        } catch (IOException | RuntimeException e) {
            progress.say("No quick start for " + name + ": " + e.getMessage());
            return;
        }
        progress.say("No quick start for " + name + ": " + LogExcerpt.cause(log) + "; see " + log);
    }

    private static void awaitEnd(ChildProcess run, BooleanSupplier trained) throws InterruptedException {
        var deadline = System.nanoTime() + LONGEST.toNanos();
        var told = false;
        while (System.nanoTime() < deadline) {
            try {
                run.ended().get(200, TimeUnit.MILLISECONDS);
                return;
            } catch (TimeoutException e) {
                if (!told && trained.getAsBoolean()) {
                    run.tellToEnd();
                    told = true;
                }
            } catch (ExecutionException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private Path marker() {
        return file.resolveSibling(file.getFileName() + ".for");
    }

    /** The file if the cache can be used. */
    Optional<Path> usableFor(String origin) {
        return isFor(origin) ? Optional.of(file) : Optional.empty();
    }
}
