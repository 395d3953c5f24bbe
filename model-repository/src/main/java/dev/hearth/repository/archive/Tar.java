package dev.hearth.repository.archive;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/** Reads a tar file, plain or within gzip, from its beginning to its very end. */
final class Tar {

    private static final int BLOCK_BYTES = 512;
    private static final int BUFFER_BYTES = 64 << 10;

    private Tar() {}

    static void read(Path file, Budget budget, Unpacking unpacking) throws IOException {
        requireEndMark(file);
        try (var stream = open(file)) {
            // What is not packed cannot be a bomb.
            read(budget.counting(stream, () -> Long.MAX_VALUE), budget, unpacking);
        }
    }

    static void readCompressed(Path file, Budget budget, Unpacking unpacking) throws IOException {
        try (var stream = open(file);
                var gzip = GzipCompressorInputStream.builder()
                        .setInputStream(stream)
                        .setDecompressConcatenated(true)
                        .get()) {
            read(budget.counting(gzip, gzip::getCompressedCount), budget, unpacking);
        }
    }

    private static void read(InputStream counted, Budget budget, Unpacking unpacking) throws IOException {
        try (var stream = new BufferedInputStream(counted, BUFFER_BYTES);
                var tar = new TarArchiveInputStream(stream, StandardCharsets.UTF_8.name())) {
            requireTar(stream);
            for (var found = tar.getNextEntry(); found != null; found = tar.getNextEntry()) {
                var entry = new Entry(found.getName(), kind(found));
                budget.enter(entry);
                if (!found.isCheckSumOK()) {
                    throw entry.refused("is broken: its header does not match its checksum");
                }
                unpacking.accept(entry, tar);
            }
            // Gzip has its checksum at the end.
            stream.transferTo(OutputStream.nullOutputStream());
        }
    }

    private static void requireTar(BufferedInputStream stream) throws IOException {
        stream.mark(BLOCK_BYTES);
        var isTar = ArchiveFormat.isTar(stream.readNBytes(BLOCK_BYTES));
        stream.reset();
        if (!isTar) {
            throw new ArchiveException("there is no tar archive in it");
        }
    }

    /** One that was cut off between two files would look whole, but that it does not end in zeros. */
    private static void requireEndMark(Path file) throws IOException {
        try (var channel = Files.newByteChannel(file)) {
            channel.position(Math.max(0, channel.size() - BLOCK_BYTES));
            var end = java.nio.channels.Channels.newInputStream(channel).readNBytes(BLOCK_BYTES);
            if (!Arrays.equals(end, new byte[BLOCK_BYTES])) {
                throw new ArchiveException("the archive is broken: its end is missing");
            }
        }
    }

    private static InputStream open(Path file) throws IOException {
        return new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES);
    }

    private static Entry.Kind kind(TarArchiveEntry entry) {
        if (entry.isSymbolicLink() || entry.isLink()) {
            return Entry.Kind.LINK;
        }
        if (entry.isDirectory()) {
            return Entry.Kind.FOLDER;
        }
        // isFile says yes to whatever is no folder.
        var special = entry.isCharacterDevice() || entry.isBlockDevice() || entry.isFIFO() || entry.isSparse();
        return special ? Entry.Kind.OTHER : Entry.Kind.FILE;
    }
}
