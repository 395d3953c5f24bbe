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
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures with JMH, in processes of its own, how long the scheduling core takes to decide. */
@Command(
        name = "decisions",
        description = "Measure how long a scheduling decision takes in clusters under full load.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
final class DecisionsCommand implements Callable<Integer> {

    private static final int MOST_FORKS = 20;

    @Mixin
    private BenchConsole console = new BenchConsole();

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

    @Override
    public Integer call() throws IOException, InterruptedException {
        console.check(forks, 1, MOST_FORKS, "--forks");
        Path results = Files.createTempFile("hearth-decisions-", ".json");
        try {
            measure(results);
            var report = DecisionsReport.of(WireJson.mapper().readTree(results), Machine.thisOne());
            console.tell(report.text(), report);
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
            progress.lines().forEach(console::say);
        }
        var status = jmh.waitFor();
        Runtime.getRuntime().removeShutdownHook(hook);
        if (status != 0) {
            throw new CommandFailedException("JMH ended with exit code " + status);
        }
    }
}
