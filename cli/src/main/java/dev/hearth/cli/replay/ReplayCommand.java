package dev.hearth.cli.replay;

import dev.hearth.cli.CommandFailedException;
import dev.hearth.cli.local.Checkout;
import dev.hearth.cli.scratch.ScratchFolder;
import dev.hearth.cli.simulate.ClusterArguments;
import dev.hearth.cli.simulate.LoadArguments;
import dev.hearth.cli.simulate.PolicyArguments;
import dev.hearth.contracts.json.WireJson;
import dev.hearth.csv.BadFileException;
import dev.hearth.process.ParentWatch;
import dev.hearth.simulator.PolicyChoice;
import dev.hearth.simulator.Simulation;
import dev.hearth.simulator.SimulationPlan;
import dev.hearth.simulator.trace.Trace;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Plays traces to clusters of emulated GPUs, with everything else real, beside what the simulator says of them. */
@Command(
        name = "replay",
        description = "Play a trace to a cluster of its own with emulated GPUs, and compare with the simulator.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
public final class ReplayCommand implements Callable<Integer> {

    private static final double LARGEST_SCALE = 1_000;
    private static final int LONGEST_WARM_UP = 600;

    @Parameters(paramLabel = "TRACE", split = ",", arity = "0..*", description = LoadArguments.TRACE_HELP)
    private List<String> traces = List.of();

    @Option(
            names = "--paper",
            description = "The paper's experiment: its three working sets under its three policies and under"
                    + " earliest-completion, with and without a host tier. Writes docs/paper-reproduction.md.")
    private boolean paper;

    @Mixin
    private LoadArguments load = new LoadArguments();

    @Mixin
    private PolicyArguments policies = new PolicyArguments();

    @Mixin
    private ClusterArguments cluster = new ClusterArguments();

    @Option(
            names = "--time-scale",
            defaultValue = "5",
            paramLabel = "X",
            description = "How many times as fast as real emulated time passes.")
    private double timeScale;

    @Option(names = "--gateways", defaultValue = "1", paramLabel = "N", description = "Gateways that share the calls.")
    private int gateways;

    @Option(
            names = "--warm-up",
            defaultValue = "20",
            paramLabel = "S",
            description = "Seconds of calls before each run, to a model that takes next to nothing.")
    private int warmUp;

    @Option(
            names = "--running",
            paramLabel = "DIR",
            description =
                    "Play to the cluster that runs with this data folder, with the functions deployed there, instead"
                            + " of starting one. Say its policy and shape, for the simulator.")
    private @Nullable Path running;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the comparisons as a JSON array too.")
    private @Nullable Path json;

    @Option(names = "--calls", paramLabel = "FILE.csv", description = "Write every call, one line each, of all runs.")
    private @Nullable Path calls;

    @Option(names = "--report", paramLabel = "FILE.html", description = "Write one page with charts.")
    private @Nullable Path report;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException, InterruptedException {
        var plans = plans();
        ParentWatch.startIfAsked();
        var terminal = Optional.ofNullable(System.console())
                .filter(Console::isTerminal)
                .isPresent();
        var progress = new ReplayProgress(spec.commandLine().getErr(), terminal);
        var settings = new LiveSettings(
                timeScale,
                gateways,
                Duration.ofSeconds(warmUp),
                running == null ? null : running.toAbsolutePath().normalize());
        var replay = new Replay(settings, progress);
        var lives = new ArrayList<LiveRun>();
        var runs = new ArrayList<Comparison.Runs>();
        for (var plan : plans) {
            var live = ScratchFolder.measure("replay-", progress::say, folder -> replay.run(plan, folder));
            lives.add(live);
            var run = Comparison.of(live);
            runs.add(run);
            progress.say("Run " + runs.size() + " of " + plans.size() + ": "
                    + run.comparison().inShort());
        }
        if (calls != null) {
            CallsFile.write(lives, calls);
        }
        tell(plans, runs, progress);
        return CommandLine.ExitCode.OK;
    }

    private List<SimulationPlan> plans() {
        check(
                timeScale > 0 && timeScale <= LARGEST_SCALE,
                "--time-scale " + timeScale + " is not above 0 and at most 1000");
        check(warmUp >= 0 && warmUp <= LONGEST_WARM_UP, "--warm-up " + warmUp + " is not between 0 and 600");
        check(paper == traces.isEmpty(), "expected either traces or --paper, which has its own");
        try {
            var plans = paper
                    ? PaperExperiment.plans(
                            load.read(PaperExperiment.traces(Checkout.find().root())))
                    : chosenPlans();
            plans.forEach(Simulation::check);
            plans.forEach(EmulatedCluster::check);
            check(running == null || plans.size() == 1, "--running takes one trace and one of --policies at a time");
            return plans;
        } catch (BadFileException e) {
            throw new CommandFailedException(String.valueOf(e.getMessage()), e);
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private List<SimulationPlan> chosenPlans() {
        var plans = new ArrayList<SimulationPlan>();
        for (Trace trace : load.read(traces)) {
            for (PolicyChoice choice : policies.choices()) {
                plans.add(new SimulationPlan(trace, load.rate(), cluster.costs(), cluster.shape(), choice));
            }
        }
        return plans;
    }

    private void tell(List<SimulationPlan> plans, List<Comparison.Runs> runs, ReplayProgress progress)
            throws IOException {
        var comparisons = runs.stream().map(Comparison.Runs::comparison).toList();
        var out = spec.commandLine().getOut();
        out.print(ComparisonTable.of(comparisons));
        out.println();
        out.println("GPUs are emulated; emulated seconds, at " + timeScale
                + " times real pace. PLATFORM and LATE are real milliseconds.");
        out.flush();
        if (json != null) {
            Files.writeString(
                    json, WireJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(comparisons) + "\n");
        }
        if (report != null) {
            new ReplayReport(plans, runs, command()).write(report);
            progress.say("Wrote " + report);
        }
        if (paper) {
            var page = Checkout.find().root().resolve("docs").resolve("paper-reproduction.md");
            new PaperReport(comparisons, command()).write(page);
            progress.say("Wrote " + page);
        }
        var errors = comparisons.stream().mapToLong(Comparison::errors).sum();
        if (errors > 0) {
            throw new CommandFailedException(errors + " calls had no good answer; one of them: "
                    + comparisons.stream()
                            .map(Comparison::firstError)
                            .filter(Objects::nonNull)
                            .findFirst()
                            .orElse(""));
        }
    }

    private String command() {
        var arguments = spec.root().commandLine().getParseResult().originalArgs();
        return "./hearth " + String.join(" ", arguments);
    }

    private void check(boolean condition, String otherwise) {
        if (!condition) {
            throw new CommandLine.ParameterException(spec.commandLine(), otherwise);
        }
    }
}
