package dev.hearth.cli.simulate;

import dev.hearth.scheduling.placement.Policies;
import dev.hearth.scheduling.placement.PolicyOptions;
import dev.hearth.scheduling.placement.PolicyOptions.Feature;
import dev.hearth.simulator.PolicyChoice;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** Who decides. */
public final class PolicyArguments {

    @Option(
            names = {"--policy", "--policies"},
            split = ",",
            paramLabel = "NAME",
            description = "Placement policies; several give a row each. Default: all there are.")
    private List<String> policies = List.of();

    @Option(
            names = "--eviction",
            defaultValue = "lru",
            paramLabel = "NAME",
            description = "Which models leave a GPU when room is needed: lru, cost-aware or, as a bound, clairvoyant.")
    private String eviction = "lru";

    @Option(
            names = "--skip-limit",
            defaultValue = "" + PolicyOptions.DEFAULT_SKIP_LIMIT,
            paramLabel = "N",
            description = "How often an invocation may be overtaken, where the policy counts that.")
    private int skipLimit;

    @Option(
            names = "--no-overlap",
            description = "No load beside an inference on a GPU; the same as --without overlap.")
    private boolean noOverlap;

    @Option(
            names = "--without",
            split = ",",
            paramLabel = "FEATURE",
            description = "Features of earliest-completion to do without: overlap, background-copies, ...")
    private List<String> without = List.of();

    @Option(
            names = "--max-batch",
            defaultValue = "1",
            paramLabel = "N",
            description = "Most invocations of one model that run together.")
    private int maxBatch;

    @Option(
            names = "--schedulers",
            defaultValue = "1",
            paramLabel = "N",
            description = "Schedulers that share the load, each with a view of its own.")
    private int schedulers;

    public List<PolicyChoice> choices() {
        List<String> names = policies.isEmpty() ? Policies.NAMES : policies;
        return names.stream()
                .map(name -> new PolicyChoice(name, eviction, skipLimit, features(), maxBatch, schedulers))
                .toList();
    }

    private Set<Feature> features() {
        EnumSet<Feature> features = EnumSet.noneOf(Feature.class);
        if (noOverlap) {
            features.add(Feature.OVERLAP);
        }
        without.forEach(name -> features.add(feature(name)));
        return features;
    }

    private static Feature feature(String name) {
        return Arrays.stream(Feature.values())
                .filter(feature -> PolicyChoice.text(feature).equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no feature is named '" + name + "'; known are "
                        + Arrays.stream(Feature.values())
                                .map(PolicyChoice::text)
                                .collect(Collectors.joining(", "))));
    }
}
