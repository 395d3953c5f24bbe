package dev.hearth.worker.emulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.contracts.model.ModelReference;
import dev.hearth.costs.CostTable;
import dev.hearth.worker.model.ModelLoadException;
import dev.hearth.worker.model.RequestedModel;
import dev.hearth.worker.model.Tier;
import dev.hearth.worker.task.Task;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EmulatedModelLoaderTest {

    /** Squeezenet 1.1 of Table I: 1,269 MB, 2.41 s to load, 1.28 s to run. */
    private static final RequestedModel F01 = new RequestedModel(new ModelReference("f01", 1), "digest", 1_269_000_000);

    private static final Task.Input INPUT = new Task.Input("text/plain", new byte[] {1});

    private final EmulatedDevice device = new EmulatedDevice(0, "table1", 7_800_000_000L);

    @Test
    void aLoadTakesTheTablesTimeAndMemoryAndAnInferenceItsTime() throws Exception {
        var loader = loader(100, null);

        long begun = System.nanoTime();
        try (var model = loader.load(F01, device)) {
            long loaded = System.nanoTime();
            var answer = model.run(INPUT);
            long ended = System.nanoTime();

            assertThat(Duration.ofNanos(loaded - begun)).isGreaterThanOrEqualTo(Duration.ofNanos(24_100_000));
            assertThat(Duration.ofNanos(ended - loaded)).isGreaterThanOrEqualTo(Duration.ofNanos(12_800_000));
            assertThat(new String(answer.body(), StandardCharsets.UTF_8))
                    .isEqualTo("{\"model\":\"f01:1\",\"emulated\":true,\"inferenceMs\":1280.0}");
            assertThat(device.freeBytes()).isEqualTo(7_800_000_000L - 1_269_000_000);
            assertThat(model.origin()).isEqualTo(Tier.REPOSITORY);
        }
        assertThat(device.freeBytes()).isEqualTo(7_800_000_000L);
    }

    @Test
    void aLoadFromHostMemoryTakesItsSetUpAndItsWayOverTheLink() throws Exception {
        // 4,938,793 bytes at 0.1 GB/s take 49 ms.
        var loader = loader(1, new EmulatedLink(0.1e9));

        long begun = System.nanoTime();
        try (var model = loader.load(F01, device)) {
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .isGreaterThanOrEqualTo(Duration.ofNanos(54_387_930));
            assertThat(model.origin()).isEqualTo(Tier.HOST);
        }
    }

    @Test
    void aModelThatTheTableLacksIsRefusedByName() {
        var minilm = new RequestedModel(new ModelReference("minilm", 1), "digest", 10);

        assertThatThrownBy(() -> loader(1, null).load(minilm, device))
                .isInstanceOf(ModelLoadException.class)
                .hasMessage("profile table table1 has no model 'minilm', and no emulated GPU can tell what it takes");
    }

    @Test
    void aModelOfAnotherSizeThanTheTablesIsRefused() {
        var other = new RequestedModel(F01.reference(), "digest", 10);

        assertThatThrownBy(() -> loader(1, null).load(other, device))
                .hasMessage("model://f01:1 was asked for with 10 bytes; profile table table1 says " + F01.bytes());
        assertThat(device.freeBytes()).isEqualTo(device.totalBytes());
    }

    @Test
    void whatDoesNotFitIsRefusedAndTakesNothing() {
        var small = new EmulatedDevice(0, "table1", 1_000_000_000);

        assertThatThrownBy(() -> loader(1, null).load(F01, small))
                .isInstanceOf(ModelLoadException.class)
                .hasMessageContaining("1269000000 were asked for");
        assertThat(small.freeBytes()).isEqualTo(1_000_000_000);
    }

    @Test
    void jitterVariesDurationsEvenlyAndTheSameForASeed() {
        var first = new EmulatedTime(10, 0.2, 7);
        var second = new EmulatedTime(10, 0.2, 7);

        long sum = 0;
        for (int i = 0; i < 1_000; i++) {
            long nanos = first.real(1_000_000);
            assertThat(nanos).isBetween(80_000L, 120_000L).isEqualTo(second.real(1_000_000));
            sum += nanos;
        }
        assertThat(sum / 1_000).isBetween(98_000L, 102_000L);
        assertThat(new EmulatedTime(10, 0, 7).real(1_000_000)).isEqualTo(100_000);
    }

    private static EmulatedModelLoader loader(double scale, @Nullable EmulatedLink link) {
        return new EmulatedModelLoader(CostTable.table1(), new EmulatedTime(scale, 0, 1), link);
    }
}
