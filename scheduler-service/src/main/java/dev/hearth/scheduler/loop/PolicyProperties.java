package dev.hearth.scheduler.loop;

import dev.hearth.recorder.Setup;
import dev.hearth.scheduling.Settings;
import dev.hearth.scheduling.placement.PolicyOptions;
import dev.hearth.scheduling.placement.PolicyOptions.Feature;
import dev.hearth.scheduling.placement.PolicyOptions.Home;
import java.util.List;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the core decides.
 *
 * @param policy {@code load-balancing}, {@code locality-aware}, {@code locality-aware-out-of-order} or {@code
 *     earliest-completion}
 * @param eviction {@code lru} or {@code cost-aware}
 * @param skipLimit how often {@code locality-aware-out-of-order} lets an invocation be overtaken
 * @param maxBatch most invocations of one model that run together under {@code earliest-completion}, whatever their
 *     functions allow, at least 1; the other policies run each alone
 * @param schedulers {@code hearth.instance} of all schedulers that share the workers, this one's too: under {@code
 *     earliest-completion} each GPU is home to one of them, and the others borrow it. Empty: there is only this one
 * @param overlap whether {@code earliest-completion} loads one model while another runs
 * @param coalesceLoads whether invocations wait for the first load of their model instead of causing a second elsewhere;
 *     the paper has no such wait
 * @param dispatchAhead how many invocations may be at a busy GPU beyond the running one; 0 in the paper
 * @param timeScale seconds of an emulated cluster in a real one, the same as its workers'; the core decides in the cluster's
 *     time. 1 where GPUs are real
 */
@ConfigurationProperties("hearth.scheduler")
record PolicyProperties(
        @DefaultValue("earliest-completion") String policy,
        @DefaultValue("lru") String eviction,
        @DefaultValue("25") int skipLimit,
        @DefaultValue("64") int maxBatch,
        @DefaultValue List<String> schedulers,
        @DefaultValue("true") boolean overlap,
        @DefaultValue("true") boolean coalesceLoads,
        @DefaultValue("1") int dispatchAhead,
        @DefaultValue("1.0") double timeScale) {

    private static final int LARGEST_TIME_SCALE = 1_000;

    PolicyProperties {
        if (!(timeScale > 0 && timeScale <= LARGEST_TIME_SCALE)) {
            throw new IllegalArgumentException(
                    "hearth.scheduler.time-scale must be above 0 and at most " + LARGEST_TIME_SCALE + ": " + timeScale);
        }
        if (dispatchAhead < 0) {
            throw new IllegalArgumentException(
                    "hearth.scheduler.dispatch-ahead must not be negative: " + dispatchAhead);
        }
    }

    /**
     * The intake's own bound on what waits is the lower one: the core refuses nothing that was accepted. Back-offs are as
     * long in real time whatever the scale: they leave workers time to report, and those are no faster.
     *
     * @param instance this scheduler's name
     */
    Setup setup(String instance) {
        var home = schedulers.isEmpty() ? Home.ALONE : new Home(instance, schedulers);
        return new Setup(
                policy,
                new PolicyOptions(skipLimit, overlap ? Set.of() : Set.of(Feature.OVERLAP), home),
                eviction,
                Settings.live()
                        .withQueueLimit(Integer.MAX_VALUE)
                        .withMaxBatch(maxBatch)
                        .withCoalesceLoads(coalesceLoads)
                        .withDispatchAhead(dispatchAhead)
                        .withBackOffsTimes(timeScale));
    }
}
