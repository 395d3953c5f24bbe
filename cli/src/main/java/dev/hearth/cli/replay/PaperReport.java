package dev.hearth.cli.replay;

import dev.hearth.simulator.measure.RunSummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The page that says what {@link PaperExperiment} came to, live and simulated. */
record PaperReport(List<Comparison> comparisons, String command) {

    private static final double PERCENT = 100;

    void write(Path file) throws IOException {
        StringBuilder page = new StringBuilder();
        page.append("""
                # The paper's experiment, on a running system

                **All GPUs on this page are emulated**: they account for memory and let the load and inference times of the paper's Table I \
                pass, and compute nothing. Everything else is the real system: gateway, Kafka, schedulers, Redis, worker processes, HTTP. \
                This page is written by

                ```console
                $ %s
                ```

                on %d cores, at %s times real pace. Seconds are of emulated time; *platform* is what the system added to a call beyond \
                queueing, loading and inference, in real milliseconds. *Simulated* is the same plan in the simulator, where messages take no \
                time; *with hops* is the mean and the range of 21 simulated runs whose messages take on average what those of the live run beside it did (a third of the \
                platform's mean share) and scatter. There is a range because a millisecond decides who comes first at a \
                GPU, hence what is evicted, hence who comes first next. *x bound* is over the zero-miss bound: the same calls if no load cost anything.

                """.formatted(
                        command,
                        Runtime.getRuntime().availableProcessors(),
                        number(1, comparisons.getFirst().timeScale())));
        comparisons.stream()
                .map(comparison -> comparison.live().trace())
                .distinct()
                .sorted()
                .forEach(trace -> workingSet(trace, page));
        page.append(besideThePaper());
        page.append(differences());
        Files.writeString(file, page);
    }

    private void workingSet(String trace, StringBuilder page) {
        List<Comparison> runs = comparisons.stream()
                .filter(comparison -> comparison.live().trace().equals(trace))
                .toList();
        RunSummary any = runs.getFirst().simulated();
        page.append("## %s: %d calls, zero-miss bound %s s%n%n"
                .formatted(trace, any.invocations(), number(3, any.zeroMissMeanSeconds())));
        page.append(
                "| policy | mean live | x bound | simulated | live / sim | with hops | live / sim"
                        + " | p99 live | simulated | miss ratio live | simulated | with hops | live / sim | platform ms p50 / p99 | errors |\n");
        page.append("|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|\n");
        for (Comparison run : runs) {
            page.append("| ")
                    .append(String.join(
                            " | ",
                            name(run.live()),
                            "**" + number(3, run.live().meanSeconds()) + "**",
                            number(2, run.live().meanOverZeroMissRatio()),
                            number(3, run.simulated().meanSeconds()),
                            number(3, run.meanRatio()),
                            spread(3, run.meanWithHopsSeconds()),
                            number(3, run.meanWithHopsRatio()),
                            number(2, run.live().p99Seconds()),
                            number(2, run.simulated().p99Seconds()),
                            "**" + number(4, run.live().missRatio()) + "**",
                            number(4, run.simulated().missRatio()),
                            spread(4, run.missRatioWithHops()),
                            number(3, run.missRatioWithHopsRatio()),
                            number(1, run.platform().p50()) + " / "
                                    + number(1, run.platform().p99()),
                            Long.toString(run.errors())))
                    .append(" |\n");
        }
        page.append('\n');
    }

    private static String name(RunSummary run) {
        return "`" + run.policy() + "`" + (run.hostTier() ? ", models in host memory" : "");
    }

    private String besideThePaper() {
        RunSummary balanced = live("ws35", PaperExperiment.LOAD_BALANCING, false);
        RunSummary local = live("ws35", PaperExperiment.LOCALITY_AWARE, false);
        RunSummary ordered = live("ws35", PaperExperiment.OUT_OF_ORDER, false);
        RunSummary earliest = live("ws35", PaperExperiment.EARLIEST_COMPLETION, false);
        RunSummary hosted = live("ws35", PaperExperiment.EARLIEST_COMPLETION, true);
        return """
                ## Beside the paper

                Against load balancing at working set 35, live here and as the paper reports it:

                | | mean latency | paper | miss ratio | paper |
                |---|---|---|---|---|
                | LALB | %s %% | -79.43 %% | %s %% | -65.21 %% |
                | LALB+O3 | %s %% | -96.93 %% | %s %% | -81.16 %% |

                That is %s times as fast as load balancing under LALB+O3 (the paper's best case is 48 times), %s times under \
                `earliest-completion` and %s times with its models in host memory. **None of these is a figure to quote**: load balancing is in overload \
                here, so its mean grows with the length of the run, and any ratio over it with it. Over LALB+O3, `earliest-completion` is %s times as fast and ends \
                %s %% above the zero-miss bound; LALB+O3 ends %s %% above it.

                """.formatted(
                        change(local.meanSeconds(), balanced.meanSeconds()),
                        change(local.missRatio(), balanced.missRatio()),
                        change(ordered.meanSeconds(), balanced.meanSeconds()),
                        change(ordered.missRatio(), balanced.missRatio()),
                        number(1, balanced.meanSeconds() / ordered.meanSeconds()),
                        number(1, balanced.meanSeconds() / earliest.meanSeconds()),
                        number(1, balanced.meanSeconds() / hosted.meanSeconds()),
                        number(2, ordered.meanSeconds() / earliest.meanSeconds()),
                        number(0, PERCENT * (earliest.meanOverZeroMissRatio() - 1)),
                        number(0, PERCENT * (ordered.meanOverZeroMissRatio() - 1)));
    }

    private RunSummary live(String trace, String policy, boolean hostTier) {
        return comparisons.stream()
                .map(Comparison::live)
                .filter(run -> run.trace().equals(trace) && run.policy().equals(policy) && run.hostTier() == hostTier)
                .findFirst()
                .orElseThrow();
    }

    private static String differences() {
        return """
                ## What differs from the paper's setting

                - The paper ran on 3 nodes of 4 RTX 2080; here their GPUs are emulated in 3 worker processes, by the costs that its Table I reports. Inference \
                and load times do not vary, and neither disturbs the other.
                - A Table I model occupies what it did there, a CUDA context of its own included (1.3 to 3.9 GB). With one process for all models of a GPU, as \
                Hearth has it, weights alone would count, and far more models would fit.
                - The calls are drawn from the Azure Functions 2019 trace as [traces/SOURCES.md](../traces/SOURCES.md) says. The paper's own selection of 1,950 calls is not \
                published, so absolute latencies cannot be compared, and are not reported there.
                - Loads from host memory (12 GB/s a node, 5 ms and the fp32 weights' way over a link that the node's GPUs share) are no part of the paper: never put them and \
                Table I's load times into one ratio without saying so.
                - For the paper's policies the live scheduler coalesces no loads and sends nothing ahead, as in the paper.
                """;
    }

    private static String spread(int digits, Comparison.Spread spread) {
        return number(digits, spread.mean()) + " (" + number(digits, spread.least()) + "-"
                + number(digits, spread.most()) + ")";
    }

    private static String change(double of, double over) {
        return number(2, PERCENT * (of / over - 1));
    }

    private static String number(int digits, double value) {
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }
}
