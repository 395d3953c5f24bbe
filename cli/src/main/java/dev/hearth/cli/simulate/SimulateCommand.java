package dev.hearth.cli.simulate;

import dev.hearth.cli.CommandFailedException;
import dev.hearth.contracts.json.WireJson;
import dev.hearth.csv.BadFileException;
import dev.hearth.simulator.DecisionFile;
import dev.hearth.simulator.DecisionLog;
import dev.hearth.simulator.PolicyChoice;
import dev.hearth.simulator.Simulation;
import dev.hearth.simulator.SimulationPlan;
import dev.hearth.simulator.SimulationResult;
import dev.hearth.simulator.measure.RunSummary;
import dev.hearth.simulator.trace.Trace;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ObjectNode;

/** Plays traces to the scheduling core on simulated GPUs, in virtual time. Needs no cluster. */
@Command(
        name = "simulate",
        description = "Compare scheduling policies on a trace, in virtual time. Needs no cluster.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
public final class SimulateCommand implements Callable<Integer> {

    @Option(names = "--trace", split = ",", paramLabel = "FILE|zipf", description = LoadArguments.TRACE_HELP)
    private List<String> traces = List.of();

    @Mixin
    private LoadArguments load = new LoadArguments();

    @Mixin
    private PolicyArguments policies = new PolicyArguments();

    @Mixin
    private ClusterArguments cluster = new ClusterArguments();

    @Option(
            names = "--decisions",
            paramLabel = "FILE",
            description = "Write every decision, one line each, in the order of the runs.")
    private @Nullable Path decisions;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the runs as a JSON array too.")
    private @Nullable Path json;

    @Option(
            names = "--report",
            paramLabel = "FILE.html",
            description = "Write one page with charts; runs sweeps of skip limit, rate and features for it.")
    private @Nullable Path report;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--replay",
            paramLabel = "FILE",
            description = "Decide again on what a live scheduler's flight recorder wrote, instead of a trace.")
    private @Nullable Path recording;

    @Option(
            names = "--explain",
            paramLabel = "ID",
            description = "Show for the n-th arrival which GPUs it could have gone to, what it would have met there and"
                    + " where it went. With --json each run has this as \"explain\".")
    private @Nullable String explain;

    @Override
    public Integer call() throws IOException {
        if (recording != null && explain != null) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--explain is for the arrivals of a --trace, not for a --replay");
        }
        if (recording != null) {
            return new RecordingReplay(recording)
                    .run(decisions, spec.commandLine().getOut());
        }
        List<SimulationPlan> plans = plans();
        Instant begun = Instant.now();
        List<Optional<Explained>> answers = new ArrayList<>();
        List<SimulationResult> results = run(plans, answers);
        List<RunSummary> runs = results.stream().map(SimulationResult::summary).toList();
        var out = spec.commandLine().getOut();
        out.print(ResultTable.of(runs));
        out.println();
        out.println(
                "Seconds. 'x BOUND' is over the same load with no cost of loads at all (zero-miss bound). Simulated: "
                        + runs.size() + (runs.size() == 1 ? " run" : " runs") + " in " + seconds(begun) + " s.");
        for (int run = 0; run < runs.size(); run++) {
            print(answers.get(run), runs.get(run), out);
        }
        out.flush();
        if (json != null) {
            Files.writeString(json, json(runs, answers) + "\n");
        }
        if (report != null) {
            new ReportPage(plans, results, originalCommand(), this::say).write(report);
            say("Wrote " + report);
        }
        return CommandLine.ExitCode.OK;
    }

    private List<SimulationPlan> plans() {
        try {
            List<PolicyChoice> choices = policies.choices();
            List<SimulationPlan> plans = new ArrayList<>();
            for (Trace trace : read()) {
                for (PolicyChoice choice : choices) {
                    plans.add(new SimulationPlan(trace, load.rate(), cluster.costs(), cluster.shape(), choice));
                }
            }
            plans.forEach(Simulation::check);
            if (explain != null) {
                for (SimulationPlan plan : plans) {
                    Question.check(explain, plan);
                }
            }
            return plans;
        } catch (BadFileException e) {
            throw new CommandFailedException(String.valueOf(e.getMessage()), e);
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private List<Trace> read() {
        if (traces.isEmpty()) {
            throw new IllegalArgumentException(
                    "--trace FILE or --trace zipf says what load to play, --replay FILE to decide again on a recording");
        }
        return load.read(traces);
    }

    /** @param answers receives one for each run, empty if nothing was asked */
    private List<SimulationResult> run(List<SimulationPlan> plans, List<Optional<Explained>> answers)
            throws IOException {
        if (decisions == null) {
            return run(plans, DecisionLog.NONE, answers);
        }
        boolean several = plans.stream().anyMatch(plan -> plan.choice().schedulers() > 1);
        try (Writer out = Files.newBufferedWriter(decisions)) {
            return run(plans, new DecisionFile(out, several), answers);
        }
    }

    private List<SimulationResult> run(List<SimulationPlan> plans, DecisionLog log, List<Optional<Explained>> answers) {
        List<SimulationResult> results = new ArrayList<>();
        for (SimulationPlan plan : plans) {
            Optional<Question> question = Optional.ofNullable(explain).map(Question::new);
            results.add(Simulation.run(plan, log, scheduler -> question.ifPresent(asked -> asked.ask(scheduler))));
            answers.add(question.flatMap(Question::answer));
        }
        return results;
    }

    private static void print(Optional<Explained> answer, RunSummary run, PrintWriter out) {
        answer.ifPresent(explained -> {
            out.println();
            out.println("Invocation " + explained.id() + " of " + run.trace() + " under " + run.policy() + ", at "
                    + explained.decidedAtSeconds() + " s, went to " + explained.chosen() + ":");
            out.print(explained.table());
        });
    }

    private static String json(List<RunSummary> runs, List<Optional<Explained>> answers) {
        List<ObjectNode> objects = new ArrayList<>();
        for (int run = 0; run < runs.size(); run++) {
            ObjectNode object = WireJson.mapper().valueToTree(runs.get(run));
            answers.get(run)
                    .ifPresent(
                            explained -> object.set("explain", WireJson.mapper().valueToTree(explained)));
            objects.add(object);
        }
        return WireJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(objects);
    }

    private static String seconds(Instant begun) {
        return String.format(
                Locale.ROOT, "%.1f", Duration.between(begun, Instant.now()).toMillis() / 1000.0);
    }

    private String originalCommand() {
        return "./hearth "
                + String.join(" ", spec.root().commandLine().getParseResult().originalArgs());
    }

    private void say(String line) {
        var err = spec.commandLine().getErr();
        err.println(line);
        err.flush();
    }
}
