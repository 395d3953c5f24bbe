package dev.hearth.simulator;

import dev.hearth.scheduling.placement.PolicyOptions;
import dev.hearth.scheduling.placement.PolicyOptions.Feature;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Who decides in a run.
 *
 * @param policy a placement policy's name
 * @param eviction an eviction policy's name
 * @param without features of the policy switched off
 * @param maxBatch most invocations of one model that run together
 * @param schedulers how many share the load, each with a view of its own
 */
public record PolicyChoice(
        String policy, String eviction, int skipLimit, Set<Feature> without, int maxBatch, int schedulers) {

    private static final int MOST_SCHEDULERS = 64;
    private static final String OVERLAPPING = "earliest-completion";

    public PolicyChoice {
        EnumSet<Feature> copy = EnumSet.noneOf(Feature.class);
        copy.addAll(without);
        without = Collections.unmodifiableSet(copy);
        if (maxBatch < 1) {
            throw new IllegalArgumentException("the largest batch must be at least 1, but is " + maxBatch);
        }
        if (schedulers < 1 || schedulers > MOST_SCHEDULERS) {
            throw new IllegalArgumentException(
                    "the number of schedulers must be within 1 and " + MOST_SCHEDULERS + ", but is " + schedulers);
        }
    }

    /** One scheduler with the paper's skip limit, evictions and batches of one. */
    public static PolicyChoice of(String policy) {
        return new PolicyChoice(policy, "lru", PolicyOptions.DEFAULT_SKIP_LIMIT, Set.of(), 1, 1);
    }

    public PolicyChoice withPolicy(String name) {
        return new PolicyChoice(name, eviction, skipLimit, without, maxBatch, schedulers);
    }

    public PolicyChoice withEviction(String name) {
        return new PolicyChoice(policy, name, skipLimit, without, maxBatch, schedulers);
    }

    public PolicyChoice withSkipLimit(int limit) {
        return new PolicyChoice(policy, eviction, limit, without, maxBatch, schedulers);
    }

    public PolicyChoice without(Feature feature) {
        EnumSet<Feature> more = EnumSet.of(feature);
        more.addAll(without);
        return new PolicyChoice(policy, eviction, skipLimit, more, maxBatch, schedulers);
    }

    public PolicyChoice withMaxBatch(int most) {
        return new PolicyChoice(policy, eviction, skipLimit, without, most, schedulers);
    }

    public PolicyChoice withSchedulers(int number) {
        return new PolicyChoice(policy, eviction, skipLimit, without, maxBatch, number);
    }

    /** Whether a GPU may load beside an inference; otherwise it does one thing at a time. */
    public boolean overlaps() {
        return policy.equals(OVERLAPPING) && !without.contains(Feature.OVERLAP);
    }

    /** What sets this apart from the policy as it is by default; empty for nothing. */
    public String variant() {
        List<String> parts = new ArrayList<>();
        if (skipLimit != PolicyOptions.DEFAULT_SKIP_LIMIT) {
            parts.add("skip limit " + skipLimit);
        }
        without.forEach(feature -> parts.add("no " + text(feature)));
        return String.join(", ", parts);
    }

    /** A feature as it is written on the command line, such as {@code background-copies}. */
    public static String text(Feature feature) {
        return feature.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
