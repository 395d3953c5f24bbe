package dev.hearth.scheduling.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.scheduling.cluster.Admitted;
import dev.hearth.scheduling.cluster.GpuId;
import dev.hearth.scheduling.cluster.GpuReport;
import dev.hearth.scheduling.cluster.GpuReport.Resident;
import dev.hearth.scheduling.cluster.Invocation;
import dev.hearth.scheduling.cluster.InvocationId;
import dev.hearth.scheduling.cluster.ModelId;
import dev.hearth.scheduling.cluster.Tier;
import dev.hearth.scheduling.cost.CostModel;
import dev.hearth.scheduling.cost.Expected;
import dev.hearth.scheduling.cost.Popularity;
import dev.hearth.scheduling.fleet.Fleet;
import dev.hearth.scheduling.fleet.Flight;
import dev.hearth.scheduling.fleet.Gpu;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RoomTest {

    private static final GpuId ID = new GpuId("w", 0);
    private static final ModelId BERT = new ModelId("bert");
    private static final ModelId RESNET = new ModelId("resnet");
    private static final ModelId VGG = new ModelId("vgg");

    private final Fleet fleet = new Fleet(0);

    @BeforeEach
    void ninetyOfAHundredBytesAreTaken() {
        List<Resident> models =
                List.of(new Resident(BERT, 30, true), new Resident(RESNET, 30, true), new Resident(VGG, 30, true));
        fleet.report("w", 1, List.of(new GpuReport(ID, "gpu", 1, 1, 100, models, List.of())));
    }

    @Test
    void evictsNothingForWhatFits() {
        assertThat(victims(10))
                .hasValueSatisfying(victims -> assertThat(victims).isEmpty());
    }

    @Test
    void evictsTheColdestUntilItFits() {
        assertThat(victims(11)).contains(List.of(BERT));
        assertThat(victims(60)).contains(List.of(BERT, RESNET));
    }

    @Test
    void passesOverWhatIsInFlight() {
        fleet.takeOff(flight("a", BERT), 0);

        assertThat(victims(60)).contains(List.of(RESNET, VGG));
        assertThat(victims(71)).isEmpty();
    }

    @Test
    void passesOverWhatTheLocalQueueWaitsFor() {
        fleet.join(admitted("a", RESNET), ID, 1);

        assertThat(victims(60)).contains(List.of(BERT, VGG));
    }

    private Optional<List<ModelId>> victims(long bytes) {
        Gpu gpu = fleet.gpu(ID).orElseThrow();
        return Room.victims(
                gpu,
                bytes,
                new LruEviction()
                        .order(gpu, new EvictionPolicy.Grounds(fleet, new CostModel(false), new Popularity(), 0)));
    }

    private static Admitted admitted(String id, ModelId model) {
        return new Admitted(new Invocation(new InvocationId(id), model, 30, 1, Long.MAX_VALUE), 1, 0);
    }

    private static Flight flight(String id, ModelId model) {
        return Flight.hit(admitted(id, model), ID, 1, new Expected(Tier.REPOSITORY, 0, 10), 0);
    }
}
