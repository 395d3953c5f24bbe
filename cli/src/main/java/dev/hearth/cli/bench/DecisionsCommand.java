package dev.hearth.cli.bench;

import dev.hearth.cli.CommandFailedException;
import dev.hearth.cli.local.Checkout;
import dev.hearth.contracts.json.WireJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures with JMH, in processes of its own, how long the scheduling core takes to decide. */
@Command(
        name = "decisions",
        description = "Measure how long a scheduling decision takes in clusters under full load.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
final class DecisionsCommand implements Callable<Integer> {

    private static final int MOST_FORKS = 20;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the report as JSON too.")
    private @Nullable Path json;

    @Option(names = "--forks", defaultValue = "5", paramLabel = "N", description = "JVMs that measure, one by one.")
    private int forks;

    @Option(
            names = "--policy",
            split = ",",
            paramLabel = "NAME",
            description = "Only these; else all that are to scale.")
    private List<String> policies = List.of();

    @Option(
            names = "--cluster",
            split = ",",
            paramLabel = "GPUSxFUNCTIONSxWAITING",
            description = "Only these sizes, such as 1000x2000x100000.")
    private List<String> clusters = List.of();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (forks < 1 || forks > MOST_FORKS) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--forks " + forks + " is not between 1 and " + MOST_FORKS);
        }
        Path results = Files.createTempFile("hearth-decisions-", ".json");
        try {
            measure(results);
            tell(DecisionsReport.of(WireJson.mapper().readTree(results), Machine.thisOne()));
        } finally {
            Files.deleteIfExists(results);
        }
        return CommandLine.ExitCode.OK;
    }

    /** JMH reports its progress on this process's standard error, so that the report alone is on standard output. */
    private void measure(Path results) throws IOException, InterruptedException {
        var jar = Checkout.find().target("benchmarks").resolve("benchmarks.jar");
        if (!Files.isRegularFile(jar)) {
            throw new CommandFailedException("benchmarks is not built: " + jar + " is missing; run mvn package");
        }
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-jar", jar.toString(), "DecisionBenchmark", "-foe", "true", "-f", "" + forks));
        command.addAll(List.of("-rf", "json", "-rff", results.toString()));
        if (!policies.isEmpty()) {
            command.addAll(List.of("-p", "policy=" + String.join(",", policies)));
        }
        if (!clusters.isEmpty()) {
            command.addAll(List.of("-p", "cluster=" + String.join(",", clusters)));
        }
        var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        var jmh = builder.start();
        var hook = Thread.ofPlatform().unstarted(jmh::destroy);
        Runtime.getRuntime().addShutdownHook(hook);
        try (var progress = jmh.inputReader()) {
            progress.lines().forEach(this::say);
        }
        var status = jmh.waitFor();
        Runtime.getRuntime().removeShutdownHook(hook);
        if (status != 0) {
            throw new CommandFailedException("JMH ended with exit code " + status);
        }
    }

    private void tell(DecisionsReport report) throws IOException {
        var out = spec.commandLine().getOut();
        out.println(report.text());
        out.flush();
        if (json != null) {
            Files.writeString(
                    json, WireJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(report) + "\n");
        }
    }

    private void say(String line) {
        var err = spec.commandLine().getErr();
        err.println(line);
        err.flush();
    }
}
