package dev.hearth.recorder;

import dev.hearth.scheduling.Scheduler;
import dev.hearth.scheduling.Settings;
import dev.hearth.scheduling.cache.Evictions;
import dev.hearth.scheduling.placement.Policies;
import dev.hearth.scheduling.placement.PolicyOptions;

/**
 * All that decisions depend on besides events and their times.
 *
 * @param policy name of the placement policy
 * @param eviction name of the eviction policy
 */
public record Setup(String policy, PolicyOptions options, String eviction, Settings settings) {

    /**
     * A scheduler that knows nothing yet.
     *
     * @throws IllegalArgumentException if a policy is not known; the message lists those that are
     */
    public Scheduler scheduler() {
        return new Scheduler(Policies.named(policy, options), Evictions.named(eviction), settings);
    }
}
