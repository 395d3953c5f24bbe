package dev.hearth.repository.archive;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
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
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private @Nullable String commonFolder;
    private final Set<String> taken = new HashSet<>();
    private int entries;

    Unpacking(Path folder, ArchiveLimits limits) {
        this.folder = folder;
        this.limits = limits;
    }

    /**
     * Takes the next entry.
     *
     * @param content of a file
     * @return whether the content was read, to its end; false for what is left out
     */
    boolean accept(Entry entry, InputStream content) throws IOException {
        entries++;
        if (entries > limits.entries()) {
            throw new ArchiveException("the archive has more than " + limits.entries() + " entries");
        }
        var path = segments(entry);
        switch (entry.kind()) {
            case FOLDER -> {}
            case FILE -> {
                if (!isLeftByAnOperatingSystem(path)) {
                    write(target(entry, path), content);
                    return true;
                }
            }
            case LINK -> throw entry.refused("is a link; expected files only");
            case OTHER -> throw entry.refused("is neither a file nor a folder");
        }
        return false;
    }

    private static List<String> segments(Entry entry) throws ArchiveException {
        var path = entry.path();
        if (path.startsWith("/")
                || path.contains("\\")
                || path.contains(":")
                || path.chars().anyMatch(c -> c < ' ')) {
            throw entry.refused("is not a relative path");
        }
        var segments = Arrays.stream(path.split("/", -1))
                .filter(segment -> !segment.isEmpty() && !segment.equals("."))
                .toList();
        if (segments.contains("..")) {
            throw entry.refused("climbs out of the archive");
        }
        if (segments.isEmpty() && entry.kind() != Entry.Kind.FOLDER) {
            throw entry.refused("has no name");
        }
        return segments;
    }

    /** Finder's and Explorer's own notes. */
    private static boolean isLeftByAnOperatingSystem(List<String> path) {
        return path.getLast().startsWith(".") || path.getFirst().equals("__MACOSX");
    }

    private Path target(Entry entry, List<String> path) throws ArchiveException {
        if (path.size() > 2) {
            throw entry.refused("lies in a folder within a folder; expected all files in one");
        }
        var parent = path.size() == 2 ? path.getFirst() : "";
        if (commonFolder == null) {
            commonFolder = parent;
        }
        if (!parent.equals(commonFolder)) {
            throw entry.refused("lies in another folder than the files before it; expected all files in one");
        }
        var name = path.getLast();
        if (!FILE_NAME.matcher(name).matches()) {
            throw entry.refused("has a file name that does not match " + FILE_NAME);
        }
        // Some file systems take names for the same that differ in case.
        if (!taken.add(name.toLowerCase(Locale.ROOT))) {
            throw entry.refused("is in the archive twice");
        }
        return folder.resolve(name);
    }

    private void write(Path target, InputStream content) throws IOException {
        try (var out = open(target)) {
            for (var read = content.read(buffer); read >= 0; read = content.read(buffer)) {
                write(out, read);
            }
        }
    }

    private static OutputStream open(Path target) {
        try {
            return Files.newOutputStream(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new WriteException(e);
        }
    }

    private void write(OutputStream out, int length) {
        try {
            out.write(buffer, 0, length);
        } catch (IOException e) {
            throw new WriteException(e);
        }
    }

    /** The disk is at fault, not the archive. */
    static final class WriteException extends RuntimeException {

        private final IOException cause;

        WriteException(IOException cause) {
            super(cause);
            this.cause = cause;
        }

        IOException cause() {
            return cause;
        }
    }
}
