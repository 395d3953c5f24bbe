package dev.hearth.cli.scratch;

import dev.hearth.cli.local.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Gives a benchmark a folder of its own, and sees to it that what it started ends before this process does. */
public final class ScratchFolder {

    private static final long STOP_SECONDS = 50;

    private ScratchFolder() {}

    /**
     * Measures in a new folder, which is deleted afterwards unless the benchmark failed. An interruption from the keyboard
     * ends the measurement first.
     *
     * @param progress is told where the folder is if it stays
     */
    public static <T> T measure(String prefix, Consumer<String> progress, Measurement<T> measurement)
            throws IOException, InterruptedException {
        var measuring = Thread.currentThread();
        var ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> {
            measuring.interrupt();
            await(ended);
        }));
        try {
            return measureIn(scratch(prefix), progress, measurement);
        } finally {
            ended.countDown();
        }
    }

    private static <T> T measureIn(Path folder, Consumer<String> progress, Measurement<T> measurement)
            throws IOException, InterruptedException {
        try {
            var result = measurement.in(folder);
            delete(folder);
            return result;
        } catch (InterruptedException e) {
            delete(folder);
            throw e;
        } catch (IOException | RuntimeException e) {
            progress.accept("Failed; what the cluster left is in " + folder);
            throw e;
        }
    }

    private static Path scratch(String prefix) throws IOException {
        return Files.createTempDirectory(
                Files.createDirectories(Checkout.find().defaultData().resolve("bench")), prefix);
    }

    private static void await(CountDownLatch ended) {
        try {
            var _ = ended.await(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void delete(Path folder) throws IOException {
        List<Path> deepestFirst;
        try (var tree = Files.walk(folder)) {
            deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
        }
        for (var path : deepestFirst) {
            Files.deleteIfExists(path);
        }
    }

    /** What a benchmark does in its folder. */
    @FunctionalInterface
    public interface Measurement<T> {
        T in(Path folder) throws IOException, InterruptedException;
    }
}
