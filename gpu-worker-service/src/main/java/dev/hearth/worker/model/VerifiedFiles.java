package dev.hearth.worker.model;

import dev.hearth.worker.device.Fillable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Compares a model's files with the checksums in its manifest while they are read.
 *
 * <p>SHA-256 takes about as long as the load itself, so a file that was found right is not summed up again by this process
 * as long as its size, its time of modification and its identity stay as they are. Thread-safe.
 */
final class VerifiedFiles {

    /** Files remembered; at more, all are forgotten and verified once again. */
    private static final int MOST_FILES = 10_000;

    /** Small enough to be summed up while the processor's cache still holds what was read. */
    private static final int CHUNK_BYTES = 1 << 20;

    private final Map<Path, Stamp> verified = new ConcurrentHashMap<>();

    /**
     * Reads a file to its end.
     *
     * @throws IOException naming the file if it is missing or is not what the manifest says
     */
    void verify(Path file, @Nullable String expected) throws IOException {
        var stamp = stamp(file, expected);
        if (stamp.equals(verified.get(file))) {
            return;
        }
        var digest = sha256();
        try (var sink = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
            Files.copy(file, sink);
        }
        accept(file, stamp, digest);
    }

    /**
     * Fills memory from a file of the same length.
     *
     * @throws IOException naming the file if it is missing or is not what the manifest says
     */
    void copy(Path file, @Nullable String expected, Fillable memory) throws IOException {
        var stamp = stamp(file, expected);
        if (stamp.size() != memory.bytes()) {
            throw new IOException(
                    file.getFileName() + " has " + stamp.size() + " bytes, its manifest says " + memory.bytes());
        }
        try (var channel = FileChannel.open(file)) {
            if (stamp.equals(verified.get(file))) {
                memory.copyFrom(channel);
                return;
            }
            var digest = sha256();
            memory.copyFrom(new Digesting(channel, digest));
            accept(file, stamp, digest);
        }
    }

    private void accept(Path file, Stamp stamp, MessageDigest digest) throws IOException {
        var found = HexFormat.of().formatHex(digest.digest());
        if (!found.equals(stamp.sha256())) {
            throw new IOException(
                    file.getFileName() + " has sha256 " + found + ", its manifest says " + stamp.sha256());
        }
        if (verified.size() >= MOST_FILES) {
            verified.clear();
        }
        verified.put(file, stamp);
    }

    private static Stamp stamp(Path file, @Nullable String expected) throws IOException {
        if (expected == null) {
            throw new IOException("the manifest has no sha256 of " + file.getFileName());
        }
        try {
            var now = Files.readAttributes(file, BasicFileAttributes.class);
            return new Stamp(now.size(), now.lastModifiedTime(), now.fileKey(), expected);
        } catch (NoSuchFileException e) {
            throw new IOException(file.getFileName() + " is missing", e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** A file as it was when its checksum was compared. */
    private record Stamp(
            long size, FileTime modified, @Nullable Object identity, String sha256) {}

    /** Sums up what is read through it. */
    private record Digesting(FileChannel file, MessageDigest digest) implements ReadableByteChannel {

        @Override
        public int read(ByteBuffer target) throws IOException {
            var chunk = target.slice(target.position(), Math.min(target.remaining(), CHUNK_BYTES));
            int read = file.read(chunk);
            if (read > 0) {
                digest.update(chunk.flip());
                target.position(target.position() + read);
            }
            return read;
        }

        @Override
        public boolean isOpen() {
            return file.isOpen();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
