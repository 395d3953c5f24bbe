package dev.hearth.scheduling.placement;

/**
 * Decides which invocation goes where.
 *
 * <p>A policy may keep state of its own, but must depend on nothing other than the views it is shown.
 */
public interface PlacementPolicy {

    /** The name it is chosen by. */
    String name();

    /** Whether it sends busy GPUs their next invocation itself; for others {@link DispatchAhead} does. */
    default boolean dispatchesAhead() {
        return false;
    }

    /**
     * Returns one placement. After every event it is asked again, each time with the last one carried out, until it
     * answers {@link Placement.Wait}.
     */
    Placement next(PlanningView view);
}
