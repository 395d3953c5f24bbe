package dev.hearth.contracts.invocation;

/** A body: its own bytes, or where in the log they lie. */
public sealed interface Payload {

    /** Length of the body in bytes. */
    long length();

    /** The body itself; not copied, so neither side changes it afterwards. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody; a copy per hop is what this type avoids
    record Inline(byte[] bytes) implements Payload {
        @Override
        public long length() {
            return bytes.length;
        }
    }

    /** The record that holds the body as its value. */
    record Reference(String topic, int partition, long offset, long length) implements Payload {}

    static Payload empty() {
        return new Inline(new byte[0]);
    }
}
