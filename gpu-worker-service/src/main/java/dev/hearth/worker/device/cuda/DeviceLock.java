package dev.hearth.worker.device.cuda;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.UUID;

/** A device as this process' own: two workers on one GPU would each count all of its memory as theirs. */
final class DeviceLock implements AutoCloseable {

    private final FileChannel file;
    private final FileLock lock;

    private DeviceLock(FileChannel file, FileLock lock) {
        this.file = file;
        this.lock = lock;
    }

    /**
     * Takes a device; empty if another process has it, or this one. The system gives it back if the process dies; its file
     * stays, empty.
     *
     * @param directory the same for all workers of the machine
     */
    static Optional<DeviceLock> take(UUID device, Path directory) {
        var path = directory.resolve("hearth-gpu-" + device + ".lock");
        try {
            var file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                var lock = file.tryLock();
                if (lock != null) {
                    return Optional.of(new DeviceLock(file, lock));
                }
            } catch (OverlappingFileLockException e) {
                // This process has it.
            }
            file.close();
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot lock " + path, e);
        }
    }

    @Override
    public void close() {
        try {
            lock.release();
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
