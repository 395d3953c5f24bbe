package dev.hearth.repository.archive;

import java.io.IOException;
import java.nio.file.Path;

/** A zip or tar file from anywhere. */
public final class Archive {

    private Archive() {}

    /**
     * Unpacks it into a folder; what was written before a refusal stays there.
     *
     * @param folder exists and is empty
     * @throws ArchiveException if the archive is broken, breaks a limit, or an entry is not a plain file of a plain name
     * @throws IOException if the folder cannot be written
     */
    public static void unpack(Path file, ArchiveFormat format, Path folder, ArchiveLimits limits) throws IOException {
        var unpacking = new Unpacking(folder, limits);
        var budget = new Budget(limits);
        try {
            switch (format) {
                case ZIP -> Zip.read(file, budget, unpacking);
                case TAR -> Tar.read(file, budget, unpacking);
                case TAR_GZ -> Tar.readCompressed(file, budget, unpacking);
            }
        } catch (ArchiveException e) {
            throw e;
        } catch (Unpacking.WriteException e) {
            throw e.cause();
        } catch (IOException | RuntimeException e) {
            throw new ArchiveException("the archive is broken: " + e.getMessage(), e);
        }
    }
}
