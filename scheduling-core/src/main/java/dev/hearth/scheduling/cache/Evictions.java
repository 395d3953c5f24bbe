package dev.hearth.scheduling.cache;

import java.util.List;

/** The eviction policies by name. */
public final class Evictions {

    /** The names that {@link #named} knows. */
    public static final List<String> NAMES = List.of(LruEviction.NAME, CostAwareEviction.NAME);

    private Evictions() {}

    /**
     * The policy of that name.
     *
     * @throws IllegalArgumentException if there is none that knows no more than the past; the message lists those there
     *     are
     */
    public static EvictionPolicy named(String name) {
        return switch (name) {
            case LruEviction.NAME -> new LruEviction();
            case CostAwareEviction.NAME -> new CostAwareEviction();
            case ClairvoyantEviction.NAME ->
                throw new IllegalArgumentException(
                        "eviction policy 'clairvoyant' has to know every arrival beforehand: "
                                + "it works in the simulator only; known are " + String.join(", ", NAMES));
            default ->
                throw new IllegalArgumentException(
                        "no eviction policy is named '" + name + "'; known are " + String.join(", ", NAMES));
        };
    }
}
