package dev.hearth.repository.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.utils.InputStreamStatistics;

/** Reads a zip file by its central directory: only there a zip says what is a link. */
final class Zip {

    private static final int TYPE_BITS = 0xF000;
    private static final int FILE_TYPE = 0x8000;
    private static final int FOLDER_TYPE = 0x4000;
    private static final int LINK_TYPE = 0xA000;

    private final Budget budget;
    private final Unpacking unpacking;
    private final long archiveBytes;

    /** Of the entries before. */
    private long packedBytes;

    private Zip(Budget budget, Unpacking unpacking, long archiveBytes) {
        this.budget = budget;
        this.unpacking = unpacking;
        this.archiveBytes = archiveBytes;
    }

    static void read(Path file, Budget budget, Unpacking unpacking) throws IOException {
        var reading = new Zip(budget, unpacking, Files.size(file));
        try (var zip = ZipFile.builder().setPath(file).get()) {
            for (var entries = zip.getEntries(); entries.hasMoreElements(); ) {
                reading.read(zip, entries.nextElement());
            }
        }
    }

    private void read(ZipFile zip, ZipArchiveEntry found) throws IOException {
        var entry = new Entry(path(found), kind(found));
        budget.enter(entry);
        if (entry.kind() != Entry.Kind.FILE) {
            unpacking.accept(entry, InputStream.nullInputStream());
            return;
        }
        if (!zip.canReadEntryData(found)) {
            throw entry.refused("is encrypted or packed in a way unknown");
        }
        var sum = new CRC32();
        try (var content = zip.getInputStream(found);
                var counted = budget.counting(content, () -> packedBytes(content));
                var summed = new CheckedInputStream(counted, sum)) {
            var taken = unpacking.accept(entry, summed);
            packedBytes = packedBytes(content);
            if (taken && sum.getValue() != found.getCrc()) {
                throw entry.refused("is broken: its content does not match its checksum");
            }
        }
    }

    /** Entries that share their packed bytes do not make the archive larger. */
    private long packedBytes(InputStream content) {
        var own = content instanceof InputStreamStatistics statistics ? statistics.getCompressedCount() : 0;
        return Math.min(archiveBytes, packedBytes + own);
    }

    /** As it was written: the library turns backslashes into slashes. */
    private static String path(ZipArchiveEntry entry) {
        var raw = entry.getRawName();
        var written = raw == null ? "" : new String(raw, StandardCharsets.UTF_8);
        return written.indexOf('\\') >= 0 ? written : entry.getName();
    }

    private static Entry.Kind kind(ZipArchiveEntry entry) {
        return switch (entry.getUnixMode() & TYPE_BITS) {
            case LINK_TYPE -> Entry.Kind.LINK;
            case 0, FILE_TYPE, FOLDER_TYPE -> entry.isDirectory() ? Entry.Kind.FOLDER : Entry.Kind.FILE;
            default -> Entry.Kind.OTHER;
        };
    }
}
