package dev.hearth.scheduling.cluster;

/** A model version, by its short name {@code NAME:VERSION}. */
public record ModelId(String name) implements Comparable<ModelId> {

    @Override
    public int compareTo(ModelId other) {
        return name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return name;
    }
}
