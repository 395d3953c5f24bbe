package dev.hearth.worker.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.contracts.model.ModelReference;
import dev.hearth.worker.MiniLm;
import dev.hearth.worker.device.HostMemory;
import dev.hearth.worker.device.HostParts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real model under three names in host memory that holds two of them. */
class HostModelsTest {

    private static final ModelReference FIRST = MiniLm.REFERENCE;
    private static final ModelReference SECOND = new ModelReference("second", 1);
    private static final ModelReference THIRD = new ModelReference("third", 1);

    @TempDir
    private static Path directory;

    private static MiniLm miniLm;
    private static long modelBytes;

    private final HostMemory memory = new HostMemory(HostParts.PLAIN, 2 * modelBytes + 1);
    private final HostModels models = new HostModels(new ModelReader(miniLm.repository()), memory, ModelWishes.NONE);

    @BeforeAll
    static void importModels() {
        miniLm = new MiniLm(directory);
        miniLm.importAs(SECOND);
        miniLm.importAs(THIRD);
        modelBytes = miniLm.requested(FIRST).bytes();
    }

    @AfterEach
    void close() {
        models.close();
    }

    @Test
    void readsAModelOnceAndSaysFromThenOnThatItIsThere() throws Exception {
        assertThat(use(FIRST)).isEqualTo(Tier.REPOSITORY);
        assertThat(models.models()).containsExactly(FIRST);

        assertThat(use(FIRST)).isEqualTo(Tier.HOST);
        assertThat(memory.freeBytes()).isEqualTo(memory.totalBytes() - modelBytes);
    }

    @Test
    void letsTheLeastRecentlyUsedGo() throws Exception {
        use(FIRST);
        use(SECOND);
        use(FIRST);

        use(THIRD);

        assertThat(models.models()).containsExactlyInAnyOrder(FIRST, THIRD);
        assertThat(memory.freeBytes()).isEqualTo(1);
    }

    @Test
    void keepsWhatIsBeingCopiedAndLoadsPastTheTierInstead() throws Exception {
        try (var first = models.open(miniLm.requested(FIRST));
                var second = models.open(miniLm.requested(SECOND));
                var past = models.open(miniLm.requested(THIRD))) {
            assertThat(past.origin()).isEqualTo(Tier.REPOSITORY);
            assertThat(past.model().graphs().getFirst().weights()).isNull();
            assertThat(first.model().graphs().getFirst().weights()).isNotNull();
            assertThat(second.model().graphs().getFirst().weights()).isNotNull();
            assertThat(models.models()).containsExactlyInAnyOrder(FIRST, SECOND);
        }
    }

    @Test
    void readsAModelOnceForAllWhoWantItAtATime() throws Exception {
        var wanted = miniLm.requested(FIRST);
        Callable<HostModels.Source> open = () -> models.open(wanted);
        var sources = new ArrayList<HostModels.Source>();
        try (var threads = Executors.newFixedThreadPool(4)) {
            var opened = new ArrayList<Future<HostModels.Source>>();
            for (int i = 0; i < 4; i++) {
                opened.add(threads.submit(open));
            }
            for (var one : opened) {
                sources.add(one.get());
            }
        }

        assertThat(sources)
                .extracting(HostModels.Source::model)
                .containsOnly(sources.getFirst().model());
        sources.forEach(HostModels.Source::close);
        assertThat(memory.freeBytes()).isEqualTo(memory.totalBytes() - modelBytes);
    }

    @Test
    void forgetsAModelThatCannotBeRead() throws Exception {
        var damaged = new ModelReference("damaged", 1);
        miniLm.importAs(damaged);
        var wanted = miniLm.requested(damaged);
        damage(damaged);

        assertThatThrownBy(() -> models.open(wanted))
                .isInstanceOf(ModelLoadException.class)
                .hasMessageContaining("model://damaged:1 did not load")
                .hasMessageContaining("has sha256");

        assertThat(models.models()).isEmpty();
        assertThat(memory.freeBytes()).isEqualTo(memory.totalBytes());
        assertThat(use(FIRST)).isEqualTo(Tier.REPOSITORY);
        assertThat(use(SECOND)).isEqualTo(Tier.REPOSITORY);
        assertThat(models.models()).hasSize(2);
    }

    @Test
    void refusesAModelThatIsNotTheOneAskedFor() throws Exception {
        var wanted = miniLm.requested(FIRST);

        assertThatThrownBy(() -> models.open(new RequestedModel(FIRST, "0".repeat(64), wanted.bytes())))
                .isInstanceOf(ModelLoadException.class)
                .hasMessageContaining(wanted.digest());
    }

    private Tier use(ModelReference model) throws ModelLoadException {
        try (var source = models.open(miniLm.requested(model))) {
            return source.origin();
        }
    }

    private static void damage(ModelReference model) throws IOException {
        var weights = miniLm.repository().directory(model).resolve("model.weights.bin");
        var bytes = Files.readAllBytes(weights);
        bytes[bytes.length / 2] ^= 1;
        Files.write(weights, bytes);
    }
}
