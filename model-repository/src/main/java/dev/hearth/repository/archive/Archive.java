package dev.hearth.repository.archive;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/** A zip or tar file from anywhere. */
public final class Archive {

    private Archive() {}

    /**
     * Unpacks it into a folder; what was written before a refusal stays there.
     *
     * @param folder exists and is empty
     * @throws ArchiveException if the archive is broken, breaks a limit, or an entry is not a plain file of a plain name
     */
    public static void unpack(Path file, ArchiveFormat format, Path folder, ArchiveLimits limits) throws IOException {
        var unpacking = new Unpacking(folder, limits, Files.size(file));
        try {
            switch (format) {
                case ZIP -> unzip(file, unpacking);
                case TAR -> {
                    try (var stream = new BufferedInputStream(Files.newInputStream(file))) {
                        untar(stream, unpacking);
                    }
                }
                case TAR_GZ -> {
                    try (var stream = gunzip(new BufferedInputStream(Files.newInputStream(file)))) {
                        untar(stream, unpacking);
                    }
                }
            }
        } catch (ArchiveException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new ArchiveException("the archive is broken: " + e.getMessage(), e);
        }
    }

    /** Of the central directory: only there a zip says what is a link. */
    private static void unzip(Path file, Unpacking unpacking) throws IOException {
        try (var zip = ZipFile.builder().setPath(file).get()) {
            for (var entry : Collections.list(zip.getEntries())) {
                var kind = kind(entry);
                if (kind == Entry.Kind.FILE && !zip.canReadEntryData(entry)) {
                    throw new ArchiveException(
                            "entry '" + entry.getName() + "' is encrypted or packed in a way unknown");
                }
                try (var content =
                        kind == Entry.Kind.FILE ? zip.getInputStream(entry) : InputStream.nullInputStream()) {
                    unpacking.accept(new Entry(entry.getName(), kind), content);
                }
            }
        }
    }

    private static Entry.Kind kind(ZipArchiveEntry entry) {
        if (entry.isUnixSymlink()) {
            return Entry.Kind.LINK;
        }
        return entry.isDirectory() ? Entry.Kind.FOLDER : Entry.Kind.FILE;
    }

    private static InputStream gunzip(InputStream stream) throws IOException {
        return GzipCompressorInputStream.builder()
                .setInputStream(stream)
                .setDecompressConcatenated(true)
                .get();
    }

    private static void untar(InputStream stream, Unpacking unpacking) throws IOException {
        try (var tar = new TarArchiveInputStream(stream)) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                unpacking.accept(new Entry(entry.getName(), kind(entry)), tar);
            }
        }
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
