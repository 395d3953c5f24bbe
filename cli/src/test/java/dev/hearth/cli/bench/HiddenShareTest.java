package dev.hearth.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.cli.bench.HiddenShare.Call;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HiddenShareTest {

    @Test
    void countsWhatALoadAndTheInferenceBeforeItsOwnDoTogether() {
        var share = HiddenShare.of(List.of(
                new Call(new Span(0, 250), new Span(250, 550)),
                // Begun 50 ms late, of 250 ms all beside the 300 ms of the first.
                new Call(new Span(300, 550), new Span(555, 655)),
                // Longer than the inference beside it: 100 ms can be hidden, 70 are.
                new Call(new Span(585, 835), new Span(840, 1140)),
                // Was there.
                new Call(null, new Span(1140, 1240))));

        assertThat(share).isEqualTo(new HiddenShare(2, 500, 500, 350, 320));
        assertThat(share.ratio()).isEqualTo(320.0 / 350, within(1e-9));
    }

    @Test
    void oneCallAfterTheOtherHidesNothing() {
        var share = HiddenShare.of(List.of(
                new Call(new Span(0, 250), new Span(250, 550)), new Call(new Span(560, 810), new Span(810, 1110))));

        assertThat(share.hideableMs()).isEqualTo(250);
        assertThat(share.ratio()).isZero();
    }

    @Test
    void whereNothingIsHideableNothingIsHidden() {
        assertThat(HiddenShare.of(List.of()).ratio()).isZero();
    }

    @Test
    void findsTheLoadsInTheWorkersLog(@TempDir Path folder) throws IOException {
        var log = folder.resolve("worker-1.log");
        Files.writeString(log, """
                2026-01-31T12:00:00.500Z  INFO 12 --- [worker] [gpu-0-load] d.h.w.report.ResidencyJournal : evicted model=minilm-03:1 gpu=0 bytes=90 reason=capacity causedBy=i-1
                2026-01-31T12:00:01.250Z  INFO 12 --- [worker] [gpu-0-load] call=i-1 trace=- d.h.w.report.ResidencyJournal : loaded model=minilm-01:1 gpu=0 bytes=90 loadMs=250 tier=host invocation=i-1
                	at nothing
                """);

        var loads = LoadLog.read(log);

        assertThat(loads).containsOnlyKeys("i-1");
        assertThat(loads.get("i-1").tier()).isEqualTo("host");
        assertThat(loads.get("i-1").span()).isEqualTo(new Span(1_769_860_801_000.0, 1_769_860_801_250.0));
    }
}
