package dev.hearth.scheduling.placement;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Choices within the policies; each policy heeds those it knows.
 *
 * @param skipLimit how often an invocation may be overtaken under {@code locality-aware-out-of-order}
 * @param without what {@code earliest-completion} is to do without, to measure what each part is worth
 * @param home which of the fleet this scheduler sees as its own
 */
public record PolicyOptions(int skipLimit, Set<Feature> without, Home home) {

    /** The paper's skip limit. */
    public static final int DEFAULT_SKIP_LIMIT = 25;

    /** Parts of {@code earliest-completion} that can be switched off. */
    public enum Feature {
        /** One load beside one inference on a GPU. */
        OVERLAP,
        /** Copies made ahead of need. */
        BACKGROUND_COPIES,
        /** Victims by what their loss costs, instead of the eviction policy's order. */
        EVICTION_DAMAGE,
        /** Counting the loads that share a node's link. */
        LINK_SHARING,
        /** The bound in time on being overtaken, and charges that fade. */
        PATIENCE,
        /** Loads for the sake of a deadline, and plans that leave to the last who will miss his. */
        DEADLINES
    }

    /**
     * The schedulers that share a fleet; each GPU is home to one of them.
     *
     * @param self this one's name
     * @param all every one's name, this one's too
     */
    public record Home(String self, List<String> all) {

        /** A scheduler that has the fleet to itself. */
        public static final Home ALONE = new Home("scheduler", List.of("scheduler"));

        public Home {
            all = List.copyOf(all);
            if (!all.contains(self)) {
                throw new IllegalArgumentException("scheduler '" + self + "' is none of " + all);
            }
        }
    }

    public PolicyOptions {
        if (skipLimit < 0) {
            throw new IllegalArgumentException("the skip limit must be at least 0, but is " + skipLimit);
        }
        EnumSet<Feature> copy = EnumSet.noneOf(Feature.class);
        copy.addAll(without);
        without = Collections.unmodifiableSet(copy);
    }

    public static PolicyOptions defaults() {
        return new PolicyOptions(DEFAULT_SKIP_LIMIT, Set.of(), Home.ALONE);
    }

    public boolean has(Feature feature) {
        return !without.contains(feature);
    }
}
