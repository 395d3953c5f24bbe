package dev.hearth.scheduling.cluster;

/** Identity of an invocation. */
public record InvocationId(String value) implements Comparable<InvocationId> {

    @Override
    public int compareTo(InvocationId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
