package dev.hearth.scheduler.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.contracts.invocation.InvocationRecord;
import dev.hearth.contracts.invocation.Payload;
import dev.hearth.contracts.model.ModelReference;
import dev.hearth.scheduling.cluster.ModelId;
import org.junit.jupiter.api.Test;

class SeenModelsTest {

    private final SeenModels models = new SeenModels();

    @Test
    void knowsWhatAnInvocationNamedAndItsLatestDigest() {
        see("a", "old");
        see("a", "new");

        assertThat(models.find(new ModelId("a:1"))).contains(new SeenModels.Source(new ModelReference("a", 1), "new"));
        assertThat(models.find(new ModelId("b:1"))).isEmpty();
    }

    @Test
    void forgetsWhatWasNotNamedForLongest() {
        for (int i = 0; i < SeenModels.LIMIT; i++) {
            see("m" + i, "");
        }
        see("m0", "");

        see("one-more", "");

        assertThat(models.find(new ModelId("m0:1"))).isPresent();
        assertThat(models.find(new ModelId("one-more:1"))).isPresent();
        assertThat(models.find(new ModelId("m1:1"))).isEmpty();
        assertThat(models.find(new ModelId("m2:1"))).isPresent();
    }

    private void see(String model, String digest) {
        models.see(new InvocationRecord(
                "id",
                "id",
                "embed",
                "openfaas-fn",
                1,
                new ModelReference(model, 1),
                digest,
                1,
                1,
                1,
                0,
                30_000,
                0,
                null,
                new Payload.Inline(new byte[0])));
    }
}
