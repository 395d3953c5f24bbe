package dev.hearth.cli.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.cli.Hearth;
import dev.hearth.contracts.json.WireJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulateCommandTest {

    private static final List<String> AGREED_KEYS = List.of(
            "policy",
            "trace",
            "invocations",
            "meanSeconds",
            "p50Seconds",
            "p95Seconds",
            "p99Seconds",
            "maxSeconds",
            "varianceSeconds2",
            "missRatio",
            "falseMissRatio",
            "busyFraction",
            "loadSeconds",
            "hiddenLoadSeconds",
            "maxWaitSeconds",
            "hottestReplicas",
            "zeroMissMeanSeconds",
            "zeroMissP99Seconds");

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void givesARowForEachTraceAndPolicy() throws IOException {
        String file = trace("0,f01\n10,f02\n");

        assertThat(simulate("--trace", file + ",zipf", "--policy", "load-balancing,locality-aware"))
                .isZero();

        assertThat(out.toString().lines().map(line -> line.split(" {2,}")).filter(cells -> cells.length > 10))
                .extracting(cells -> cells[0] + " " + cells[1])
                .containsExactly(
                        "TRACE POLICY",
                        "load load-balancing",
                        "load locality-aware",
                        "zipf-35-1.0-seed1 load-balancing",
                        "zipf-35-1.0-seed1 locality-aware");
    }

    @Test
    void writesTheAgreedKeysAsJson() throws IOException {
        Path json = folder.resolve("runs.json");

        assertThat(simulate("--trace", trace("0,f01\n"), "--policy", "load-balancing", "--json", json.toString()))
                .isZero();

        var runs = WireJson.mapper().readTree(Files.readString(json));
        assertThat(runs.size()).isEqualTo(1);
        assertThat(runs.get(0).propertyNames()).containsAll(AGREED_KEYS);
        // squeezenet1.1 loads in 2.41 s and runs in 1.28 s.
        assertThat(runs.get(0).get("meanSeconds").doubleValue()).isEqualTo(3.69);
        assertThat(runs.get(0).get("zeroMissMeanSeconds").doubleValue()).isEqualTo(1.28);
    }

    @Test
    void letsMessagesTakeTheTimeGivenOrOneDrawnAboutIt() throws IOException {
        assertThat(meanWith("--hop-ms", "10")).isEqualTo(3.72, within(1e-9));
        assertThat(meanWith("--hop-ms", "10", "--hop-seed", "1"))
                .isGreaterThan(3.69)
                .isEqualTo(meanWith("--hop-ms", "10", "--hop-seed", "1"))
                .isNotEqualTo(meanWith("--hop-ms", "10", "--hop-seed", "2"))
                .isNotCloseTo(3.72, within(1e-9));

        assertThat(simulate("--trace", trace("0,f01\n"), "--hop-ms", "-1")).isEqualTo(2);
        assertThat(err.toString()).contains("a hop must take at least 0, but takes -1000000 ns");
    }

    /** Of one cold call: 3.69 s, and three hops. */
    private double meanWith(String... options) throws IOException {
        Path json = folder.resolve("hops.json");
        List<String> arguments = new ArrayList<>(
                List.of("--trace", trace("0,f01\n"), "--policy", "load-balancing", "--json", json.toString()));
        arguments.addAll(List.of(options));

        assertThat(simulate(arguments.toArray(String[]::new))).isZero();

        return WireJson.mapper()
                .readTree(Files.readString(json))
                .get(0)
                .get("meanSeconds")
                .doubleValue();
    }

    @Test
    void writesTheSameDecisionsAgain() throws IOException {
        Path first = folder.resolve("first.log");
        Path second = folder.resolve("second.log");

        simulate("--trace", "zipf", "--policy", "locality-aware", "--minutes", "1", "--decisions", first.toString());
        simulate("--trace", "zipf", "--policy", "locality-aware", "--minutes", "1", "--decisions", second.toString());

        assertThat(first).hasSameBinaryContentAs(second);
        assertThat(Files.readAllLines(first)).hasSize(325);
    }

    @Test
    void namesTheKnownPoliciesWhenOneIsNotKnown() throws IOException {
        assertThat(simulate("--trace", trace("0,f01\n"), "--policy", "best")).isEqualTo(2);
        assertThat(simulate("--trace", trace("0,f01\n"), "--eviction", "best")).isEqualTo(2);
        assertThat(simulate("--trace", trace("0,f01\n"), "--without", "luck")).isEqualTo(2);

        assertThat(err.toString())
                .contains("no placement policy is named 'best'; known are load-balancing, locality-aware")
                .contains("no eviction policy is named 'best'; known are lru")
                .contains("no feature is named 'luck'; known are overlap, background-copies");
    }

    @Test
    void saysWhatIsWrongWithATrace() throws IOException {
        String file = trace("0,f01\nsoon,f01\n");

        assertThat(simulate("--trace", file)).isEqualTo(1);

        assertThat(err)
                .hasToString("hearth: " + file + ", line 3: arrival_ms 'soon' is not a whole number of at least 0\n");
    }

    @Test
    void namesBothSizesOfAModelLargerThanAnyGpu() throws IOException {
        assertThat(simulate("--trace", trace("0,f01\n"), "--gpu-memory-mb", "1000"))
                .isEqualTo(2);

        assertThat(err.toString())
                .startsWith("hearth: model f01 (squeezenet1.1) takes 1269.0 MB, but the largest GPU has 1000.0 MB\n");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void explainsWhereAnInvocationWent() throws IOException {
        String file = trace("0,f01\n5000,f01\n");

        assertThat(simulate("--trace", file, "--policy", "earliest-completion", "--gpus", "2", "--explain", "2"))
                .isZero();

        // squeezenet1.1 loads in 2.41 s and runs in 1.28 s; the first one has left it on the first GPU.
        assertThat(out.toString())
                .contains("Invocation 2 of load under earliest-completion, at 5.000 s, went to node-1/0:");
        assertThat(out.toString().lines().map(line -> line.trim().split(" {2,}")))
                .anySatisfy(cells -> assertThat(cells)
                        .startsWith(">", "node-1/0", "0.000", "0.000", "-", "1.280", "0.000", "1.280"));
    }

    @Test
    void explainsEveryRunInItsJson() throws IOException {
        Path json = folder.resolve("runs.json");

        simulate("--trace", trace("0,f01\n"), "--gpus", "2", "--explain", "1", "--json", json.toString());

        var runs = WireJson.mapper().readTree(Files.readString(json));
        assertThat(runs.size()).isEqualTo(4);
        for (var run : runs) {
            var explain = run.get("explain");
            assertThat(explain.propertyNames()).containsExactly("id", "policy", "decidedAt", "candidates", "chosen");
            assertThat(explain.get("policy")).isEqualTo(run.get("policy"));
            assertThat(explain.get("chosen").stringValue()).isEqualTo("node-1/0");
            var first = explain.get("candidates").get(0);
            assertThat(first.propertyNames())
                    .containsExactly(
                            "gpu",
                            "waitMs",
                            "loadMs",
                            "loadFrom",
                            "inferenceMs",
                            "evicts",
                            "evictionDamageMs",
                            "totalMs");
            assertThat(first.get("loadFrom").stringValue()).isEqualTo("repository");
            assertThat(first.get("totalMs").doubleValue()).isEqualTo(3690);
        }
    }

    @Test
    void saysWhichInvocationsThereAreToExplain() throws IOException {
        assertThat(simulate("--trace", trace("0,f01\n10,f02\n"), "--explain", "3"))
                .isEqualTo(2);
        assertThat(simulate("--trace", trace("0,f01\n10,f02\n"), "--explain", "first"))
                .isEqualTo(2);

        assertThat(err.toString())
                .contains("trace load has no invocation '3' to explain; its arrivals are numbered 1 to 2")
                .contains("trace load has no invocation 'first' to explain; its arrivals are numbered 1 to 2");
        assertThat(out.toString()).isEmpty();
    }

    private String trace(String lines) throws IOException {
        return Files.writeString(folder.resolve("load.csv"), "arrival_ms,function\n" + lines)
                .toString();
    }

    private int simulate(String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "simulate";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return Hearth.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(all);
    }
}
