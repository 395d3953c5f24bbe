package dev.hearth.repository.archive;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;

/** Writes archives, well-meant and otherwise. */
public final class Archives {

    private static final int SYMLINK_MODE = 0120777;

    private Archives() {}

    /** @param files by path in the archive */
    public static Path write(ArchiveFormat format, Path target, Map<String, byte[]> files) throws IOException {
        if (format == ArchiveFormat.ZIP) {
            try (var zip = new ZipArchiveOutputStream(target)) {
                for (var file : files.entrySet()) {
                    zip.putArchiveEntry(new ZipArchiveEntry(file.getKey()));
                    zip.write(file.getValue());
                    zip.closeArchiveEntry();
                }
            }
            return target;
        }
        try (var stream = Files.newOutputStream(target);
                var packed = format == ArchiveFormat.TAR ? stream : new GzipCompressorOutputStream(stream);
                var tar = tar(packed)) {
            for (var file : files.entrySet()) {
                var entry = new TarArchiveEntry(file.getKey(), true);
                entry.setSize(file.getValue().length);
                tar.putArchiveEntry(entry);
                tar.write(file.getValue());
                tar.closeArchiveEntry();
            }
        }
        return target;
    }

    /** A tar of one entry that is no file. */
    static Path tarOf(Path target, byte linkFlag, String name, String linkTarget) throws IOException {
        try (var tar = tar(Files.newOutputStream(target))) {
            var entry = new TarArchiveEntry(name, linkFlag);
            entry.setLinkName(linkTarget);
            tar.putArchiveEntry(entry);
            tar.closeArchiveEntry();
        }
        return target;
    }

    static Path zipOfASymlink(Path target, String name, String linkTarget) throws IOException {
        try (var zip = new ZipArchiveOutputStream(target)) {
            var entry = new ZipArchiveEntry(name);
            entry.setUnixMode(SYMLINK_MODE);
            zip.putArchiveEntry(entry);
            zip.write(linkTarget.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            zip.closeArchiveEntry();
        }
        return target;
    }

    private static TarArchiveOutputStream tar(OutputStream stream) {
        var tar = new TarArchiveOutputStream(stream);
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        return tar;
    }
}
