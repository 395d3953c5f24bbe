package dev.hearth.repository.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Writes an archive's files into one folder, under names that cannot leave it. All its files lie at the top, or all in one
 * folder, which is left out.
 */
final class Unpacking {

    private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,126}");
    private static final int BUFFER_BYTES = 64 << 10;

    private final Path folder;
    private final ArchiveLimits limits;
    private final long mostBytes;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private @Nullable String commonFolder;
    private int entries;
    private long bytes;

    Unpacking(Path folder, ArchiveLimits limits, long archiveBytes) {
        this.folder = folder;
        this.limits = limits;
        this.mostBytes = limits.bytesFor(archiveBytes);
    }

    /** @param content of a file, read to its end unless the entry is refused or left out */
    void accept(Entry entry, InputStream content) throws IOException {
        entries++;
        if (entries > limits.entries()) {
            throw new ArchiveException("the archive has more than " + limits.entries() + " entries");
        }
        var path = segments(entry);
        switch (entry.kind()) {
            case FOLDER -> {}
            case FILE -> {
                if (!isLeftByAnOperatingSystem(path)) {
                    write(entry, target(entry, path), content);
                }
            }
            case LINK -> throw refused(entry, "is a link; expected files only");
            case OTHER -> throw refused(entry, "is neither a file nor a folder");
        }
    }

    private static List<String> segments(Entry entry) throws ArchiveException {
        var path = entry.path();
        if (path.startsWith("/")
                || path.contains("\\")
                || path.contains(":")
                || path.chars().anyMatch(c -> c < ' ')) {
            throw refused(entry, "is not a relative path");
        }
        var segments = Arrays.stream(path.split("/", -1))
                .filter(segment -> !segment.isEmpty() && !segment.equals("."))
                .toList();
        if (segments.contains("..")) {
            throw refused(entry, "climbs out of the archive");
        }
        if (segments.isEmpty() && entry.kind() != Entry.Kind.FOLDER) {
            throw refused(entry, "has no name");
        }
        return segments;
    }

    /** Finder's and Explorer's own notes. */
    private static boolean isLeftByAnOperatingSystem(List<String> path) {
        return path.getLast().startsWith(".") || path.getFirst().equals("__MACOSX");
    }

    private Path target(Entry entry, List<String> path) throws ArchiveException {
        if (path.size() > 2) {
            throw refused(entry, "lies in a folder within a folder; expected all files in one");
        }
        var parent = path.size() == 2 ? path.getFirst() : "";
        if (commonFolder == null) {
            commonFolder = parent;
        }
        if (!parent.equals(commonFolder)) {
            throw refused(entry, "lies in another folder than the files before it; expected all files in one");
        }
        var name = path.getLast();
        if (!FILE_NAME.matcher(name).matches()) {
            throw refused(entry, "has a file name that does not match " + FILE_NAME);
        }
        return folder.resolve(name);
    }

    private void write(Entry entry, Path target, InputStream content) throws IOException {
        try (var out = Files.newOutputStream(target, java.nio.file.StandardOpenOption.CREATE_NEW)) {
            for (var read = content.read(buffer); read >= 0; read = content.read(buffer)) {
                bytes += read;
                if (bytes > mostBytes) {
                    throw refused(
                            entry,
                            "takes the archive above " + mostBytes + " bytes unpacked, the most it may have: "
                                    + limits.bytes() + " bytes, and " + limits.ratio()
                                    + " for each byte of the archive");
                }
                out.write(buffer, 0, read);
            }
        } catch (FileAlreadyExistsException e) {
            throw new ArchiveException("entry '" + entry.path() + "' is in the archive twice", e);
        }
    }

    private static ArchiveException refused(Entry entry, String why) {
        return new ArchiveException("entry '" + entry.path() + "' " + why);
    }
}
