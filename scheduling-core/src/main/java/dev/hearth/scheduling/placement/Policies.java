package dev.hearth.scheduling.placement;

import java.util.List;

/** The placement policies by name. */
public final class Policies {

    /** The names that {@link #named} knows. */
    public static final List<String> NAMES = List.of(
            LoadBalancedPlacement.NAME,
            LocalityAwarePlacement.NAME,
            LocalityAwareOutOfOrderPlacement.NAME,
            EarliestCompletionPlacement.NAME);

    private Policies() {}

    /** The policy of that name with default options. */
    public static PlacementPolicy named(String name) {
        return named(name, PolicyOptions.defaults());
    }

    /** @throws IllegalArgumentException if there is none of that name; the message lists those there are */
    public static PlacementPolicy named(String name, PolicyOptions options) {
        return switch (name) {
            case LoadBalancedPlacement.NAME -> new LoadBalancedPlacement();
            case LocalityAwarePlacement.NAME -> new LocalityAwarePlacement();
            case LocalityAwareOutOfOrderPlacement.NAME -> new LocalityAwareOutOfOrderPlacement(options.skipLimit());
            case EarliestCompletionPlacement.NAME -> new EarliestCompletionPlacement(options);
            default ->
                throw new IllegalArgumentException(
                        "no placement policy is named '" + name + "'; known are " + String.join(", ", NAMES));
        };
    }
}
