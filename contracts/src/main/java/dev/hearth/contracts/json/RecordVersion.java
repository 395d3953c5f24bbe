package dev.hearth.contracts.json;

/**
 * Which versions of a record a process reads: its own and all before it. A version grows only when the reader before could
 * not do with what is new; a field that it may ignore is no new version.
 */
public final class RecordVersion {

    private RecordVersion() {}

    /**
     * @param version that a record says it has; 0 where it does not say
     * @param newest that this process knows
     * @throws IllegalArgumentException if the record was written by a later process, in a shape that this one does not know
     */
    public static void requireReadable(Class<?> record, int version, int newest) {
        if (version > newest) {
            throw new IllegalArgumentException(record.getSimpleName() + " has version " + version
                    + ", and this process reads versions up to " + newest + ": it is to be upgraded first");
        }
    }
}
