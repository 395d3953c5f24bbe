package dev.hearth.repository.archive;

/**
 * What an archive may make of the disk.
 *
 * @param entries most files and folders in it
 * @param bytes most bytes of all its files, unpacked
 * @param ratio most bytes unpacked for each of its own, beyond the first 10 MiB
 */
public record ArchiveLimits(int entries, long bytes, int ratio) {

    /** 1,000 entries, 4 GiB, 100 to 1. */
    public static final ArchiveLimits DEFAULT = new ArchiveLimits(1_000, 4L << 30, 100);

    private static final long RATIO_FREE_BYTES = 10L << 20;

    public ArchiveLimits {
        if (entries < 1 || bytes < 1 || ratio < 1) {
            throw new IllegalArgumentException(
                    "limits must be positive: entries " + entries + ", bytes " + bytes + ", ratio " + ratio);
        }
    }

    /** Most bytes that may come out of so many of an archive's. */
    long bytesFor(long packedBytes) {
        var byRatio = RATIO_FREE_BYTES + Math.min(packedBytes, Long.MAX_VALUE / ratio - RATIO_FREE_BYTES) * ratio;
        return Math.min(bytes, byRatio);
    }
}
