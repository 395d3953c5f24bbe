package dev.hearth.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.cli.Hearth;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OverheadCommandTest {

    private final StringWriter err = new StringWriter();

    @Test
    void namesTheOptionThatIsOutOfBounds() {
        assertThat(bench("--callers", "8,0")).isEqualTo(2);
        assertThat(bench("--seconds", "0")).isEqualTo(2);
        assertThat(bench("--warm-up", "-1")).isEqualTo(2);

        assertThat(err.toString())
                .contains("hearth: --callers 0 is not between 1 and 1024")
                .contains("hearth: --seconds 0 is not between 1 and 3600")
                .contains("hearth: --warm-up -1 is not between 0 and 3600");
    }

    @Test
    void cpuTimeOfAProcessGrowsWithItsWork() {
        var self = Map.of("self", ProcessHandle.current());
        var before = CpuTime.of(self);

        while (CpuTime.sum(CpuTime.between(before, CpuTime.of(self))).isZero()) {
            // Works.
        }

        assertThat(CpuTime.ofThisProcess()).isGreaterThan(CpuTime.sum(before));
    }

    @Test
    void theMachineIsDescribedWithoutItsName() {
        var machine = Machine.thisOne();

        assertThat(machine.cores()).isPositive();
        assertThat(machine.memoryBytes()).isPositive();
        assertThat(machine.jdk()).contains(String.valueOf(Runtime.version().feature()));
        assertThat(machine.os()).startsWith(System.getProperty("os.name"));
    }

    private int bench(String... options) {
        var arguments = new String[options.length + 2];
        arguments[0] = "bench";
        arguments[1] = "overhead";
        System.arraycopy(options, 0, arguments, 2, options.length);
        return Hearth.commandLine().setErr(new PrintWriter(err, true)).execute(arguments);
    }
}
