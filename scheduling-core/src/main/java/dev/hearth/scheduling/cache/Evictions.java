package dev.hearth.scheduling.cache;

import java.util.List;

/** The eviction policies by name. */
public final class Evictions {

    /** The names that {@link #named} knows. */
    public static final List<String> NAMES = List.of(LruEviction.NAME);

    private Evictions() {}

    /** @throws IllegalArgumentException if there is none of that name; the message lists those there are */
    public static EvictionPolicy named(String name) {
        return switch (name) {
            case LruEviction.NAME -> new LruEviction();
            default ->
                throw new IllegalArgumentException(
                        "no eviction policy is named '" + name + "'; known are " + String.join(", ", NAMES));
        };
    }
}
