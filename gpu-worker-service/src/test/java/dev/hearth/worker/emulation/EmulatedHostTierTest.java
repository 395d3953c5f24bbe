package dev.hearth.worker.emulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.contracts.model.ModelReference;
import dev.hearth.repository.EmulatedModel;
import dev.hearth.repository.ModelRepository;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmulatedHostTierTest {

    @Test
    void holdsWhatTheRepositoryHas(@TempDir Path root) throws IOException {
        var model = new ModelReference("f01", 1);
        EmulatedModel.addTo(root, model, 1_000);

        assertThat(new EmulatedHostTier(new ModelRepository(root)).models()).containsExactly(model);
    }
}
