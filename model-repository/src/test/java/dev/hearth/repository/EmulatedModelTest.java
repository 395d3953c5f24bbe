package dev.hearth.repository;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.contracts.model.ModelReference;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmulatedModelTest {

    private static final ModelReference MODEL = new ModelReference("f01", 1);

    @TempDir
    Path root;

    @Test
    void isInTheRepositoryWithItsSizeAndNoFiles() throws IOException {
        EmulatedModel.addTo(root, MODEL, 1_269_000_000);
        EmulatedModel.addTo(root, MODEL, 7);

        var repository = new ModelRepository(root);
        assertThat(repository.list()).singleElement().satisfies(manifest -> {
            assertThat(manifest.reference()).isEqualTo(MODEL);
            assertThat(manifest.task()).isEqualTo("emulated");
            assertThat(manifest.bytes()).isEqualTo(1_269_000_000);
            assertThat(manifest.graphs()).isEmpty();
        });
        assertThat(repository.verify(MODEL)).isEmpty();
        assertThat(repository.digest(MODEL)).isPresent();
        assertThat(repository.delete(MODEL)).isTrue();
        assertThat(repository.list()).isEmpty();
    }
}
