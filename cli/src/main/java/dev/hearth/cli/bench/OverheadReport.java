package dev.hearth.cli.bench;

import dev.hearth.cli.bench.Report.Run;
import dev.hearth.cli.gateway.Table;
import dev.hearth.contracts.invocation.Timing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Figures of the overhead benchmark, from loads and CPU times to a report and its text. */
final class OverheadReport {

    static final String PLATFORM = "platform";
    static final String IN_PROCESS = "in-process";

    private static final double NANOS_PER_MS = 1e6;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double ROUNDING = 1e3;

    private final String name;
    private final List<Run> runs = new ArrayList<>();
    private final SequencedMap<String, Double> summary = new LinkedHashMap<>();

    /**
     * @param name of the benchmark
     * @param idleCpu of all processes while nothing was asked of them, over {@code idle}
     */
    OverheadReport(String name, Duration idleCpu, Duration idle) {
        this.name = name;
        summary.put("idleCpuMsPerSecond", rounded(millis(idleCpu) / seconds(idle)));
    }

    void platform(ClosedLoop.Load load, Map<String, Duration> clusterCpu, Duration ownCpu) {
        var byProcess = new LinkedHashMap<String, Double>();
        clusterCpu.forEach((name, time) -> byProcess.put(name, each(time, load)));
        runs.add(run(
                PLATFORM, load, CpuTime.sum(clusterCpu), byProcess, each(ownCpu, load), rounded(load.meanTiming())));
    }

    void inProcess(ClosedLoop.Load load, Duration ownCpu) {
        runs.add(run(IN_PROCESS, load, ownCpu, null, null, null));
    }

    private static Run run(
            String target,
            ClosedLoop.Load load,
            Duration cpu,
            @Nullable Map<String, Double> cpuOf,
            @Nullable Double loadCpu,
            @Nullable Timing meanMs) {
        var latencies = load.latencies();
        return new Run(
                target,
                load.callers(),
                rounded(seconds(load.elapsed())),
                load.answered() + load.errors(),
                load.errors(),
                rounded(load.answered() / seconds(load.elapsed())),
                rounded(latencies.getValueAtPercentile(50) / NANOS_PER_MS),
                rounded(latencies.getValueAtPercentile(99) / NANOS_PER_MS),
                rounded(latencies.getMaxValue() / NANOS_PER_MS),
                each(cpu, load),
                cpuOf,
                loadCpu,
                meanMs);
    }

    Report report(Machine machine) {
        fairness();
        for (var platform : runs) {
            runs.stream()
                    .filter(run -> platform.target().equals(PLATFORM))
                    .filter(run -> run.target().equals(IN_PROCESS) && run.callers() == platform.callers())
                    .forEach(inProcess -> compare(platform, inProcess));
        }
        return new Report(name, machine, List.copyOf(runs), summary);
    }

    /** How long the last are kept waiting beside the others; of the most callers, where the order shows. */
    private void fairness() {
        runs.stream()
                .filter(run -> run.target().equals(PLATFORM))
                .max(Comparator.comparingInt(Run::callers))
                .ifPresent(run -> summary.put("p99OverP50Ratio", ratio(run.p99Ms(), run.p50Ms())));
    }

    private void compare(Run platform, Run inProcess) {
        var callers = "Callers" + platform.callers() + "Ratio";
        summary.put("requestsPerSecond" + callers, ratio(platform.requestsPerSecond(), inProcess.requestsPerSecond()));
        summary.put("p50" + callers, ratio(platform.p50Ms(), inProcess.p50Ms()));
        summary.put("p99" + callers, ratio(platform.p99Ms(), inProcess.p99Ms()));
        summary.put("cpu" + callers, ratio(platform.cpuMsPerRequest(), inProcess.cpuMsPerRequest()));
    }

    /** For a person: the figures, where the time went, and whose CPU it took. */
    static String text(Report report) {
        return figures(report.runs()) + "\n" + spans(report.runs()) + "\n" + cpu(report.runs()) + "\n"
                + report.summary();
    }

    private static String figures(List<Run> runs) {
        var table = new Table(
                "TARGET",
                "CALLERS",
                "REQUESTS/S",
                "P50 MS",
                "P99 MS",
                "MAX MS",
                "CPU MS/REQUEST",
                "LOAD CPU",
                "ERRORS");
        for (var run : runs) {
            table.row(
                    run.target(),
                    String.valueOf(run.callers()),
                    String.format(Locale.ROOT, "%.0f", run.requestsPerSecond()),
                    number(run.p50Ms()),
                    number(run.p99Ms()),
                    number(run.maxMs()),
                    number(run.cpuMsPerRequest()),
                    run.loadCpuMsPerRequest() == null ? "(in it)" : number(run.loadCpuMsPerRequest()),
                    String.valueOf(run.errors()));
        }
        return table.toString();
    }

    private static String spans(List<Run> runs) {
        var table = new Table("CALLERS", "MEAN MS: QUEUE", "LOAD", "TRANSFER", "INFERENCE", "TOTAL");
        for (var run : runs) {
            var mean = run.meanMs();
            if (mean != null) {
                table.row(
                        String.valueOf(run.callers()),
                        number(mean.queueMs()),
                        number(mean.loadMs()),
                        number(mean.transferMs()),
                        number(mean.inferenceMs()),
                        number(mean.totalMs()));
            }
        }
        return table.toString();
    }

    private static String cpu(List<Run> runs) {
        return runs.stream()
                .filter(run -> run.cpuMsPerRequestOf() != null)
                .map(run -> "CPU ms/request at " + run.callers() + ": "
                        + run.cpuMsPerRequestOf().entrySet().stream()
                                .map(process -> process.getKey() + " " + number(process.getValue()))
                                .collect(Collectors.joining(", ")))
                .collect(Collectors.joining("\n"));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }

    private static double each(Duration cpu, ClosedLoop.Load load) {
        return load.answered() == 0 ? 0 : rounded(millis(cpu) / load.answered());
    }

    private static double ratio(double over, double under) {
        return under == 0 ? 0 : rounded(over / under);
    }

    private static @Nullable Timing rounded(@Nullable Timing timing) {
        return timing == null
                ? null
                : new Timing(
                        rounded(timing.queueMs()),
                        rounded(timing.loadMs()),
                        rounded(timing.transferMs()),
                        rounded(timing.inferenceMs()),
                        rounded(timing.totalMs()));
    }

    private static double rounded(double value) {
        return Math.round(value * ROUNDING) / ROUNDING;
    }

    private static double millis(Duration time) {
        return time.toNanos() / NANOS_PER_MS;
    }

    private static double seconds(Duration time) {
        return time.toNanos() / NANOS_PER_SECOND;
    }
}
