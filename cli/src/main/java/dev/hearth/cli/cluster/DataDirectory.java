package dev.hearth.cli.cluster;

import dev.hearth.cli.CommandFailedException;
import dev.hearth.cli.local.ClusterFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The data folder of a cluster, held by one supervisor at a time: the lock goes with the process, however that ends.
 */
final class DataDirectory implements AutoCloseable {

    private static final long LEAST_FREE_BYTES = 256L << 20;

    private final Path path;
    private final FileChannel lock;

    private DataDirectory(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /** @throws CommandFailedException if another supervisor holds it, it cannot be made, or its disk is full */
    static DataDirectory open(Path path) {
        return open(path, LEAST_FREE_BYTES);
    }

    static DataDirectory open(Path path, long leastFreeBytes) {
        try {
            Files.createDirectories(path.resolve("logs"));
            checkSpace(path, leastFreeBytes);
            var channel = FileChannel.open(
                    path.resolve("supervisor.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (tryLock(channel) == null) {
                channel.close();
                throw new CommandFailedException(
                        "a cluster runs in " + path + " already; end it with 'hearth down --data " + path
                                + "', or choose another folder with --data and another --port");
            }
            return new DataDirectory(path, channel);
        } catch (IOException e) {
            throw new CommandFailedException("the data folder " + path + " cannot be used: " + e, e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private static void checkSpace(Path path, long leastFreeBytes) throws IOException {
        var freeBytes = Files.getFileStore(path).getUsableSpace();
        if (freeBytes < leastFreeBytes) {
            throw new CommandFailedException("the disk of " + path + " is full: " + (freeBytes >> 20)
                    + " MiB are free, at least " + (leastFreeBytes >> 20) + " MiB are needed");
        }
    }

    Path log(String instance) {
        return path.resolve("logs").resolve(instance + ".log");
    }

    Path kafka() {
        return path.resolve("kafka");
    }

    Path redis() {
        return path.resolve("redis");
    }

    Path models() {
        return path.resolve("models");
    }

    /** Where an instance keeps what it needs only while it runs, such as unpacked native libraries. */
    Path temporary(String instance) {
        return path.resolve("tmp").resolve(instance);
    }

    /** Takes away what an earlier run of the instance left there: one that was killed could not. */
    void emptyTemporary(String instance) {
        try {
            Folders.delete(temporary(instance));
            Files.createDirectories(temporary(instance));
        } catch (IOException e) {
            throw new CommandFailedException(temporary(instance) + " cannot be emptied: " + e, e);
        }
    }

    ClusterFile clusterFile() {
        return ClusterFile.in(path);
    }

    Path path() {
        return path;
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            // The lock ends with the process at the latest.
        }
    }
}
