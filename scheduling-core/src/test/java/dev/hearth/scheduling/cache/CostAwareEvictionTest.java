package dev.hearth.scheduling.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.scheduling.cache.EvictionPolicy.Grounds;
import dev.hearth.scheduling.cluster.GpuId;
import dev.hearth.scheduling.cluster.GpuReport;
import dev.hearth.scheduling.cluster.GpuReport.Resident;
import dev.hearth.scheduling.cluster.ModelId;
import dev.hearth.scheduling.cluster.Tier;
import dev.hearth.scheduling.cost.CostModel;
import dev.hearth.scheduling.cost.Popularity;
import dev.hearth.scheduling.fleet.Fleet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CostAwareEvictionTest {

    private static final ModelId BERT = new ModelId("bert");
    private static final ModelId RESNET = new ModelId("resnet");
    private static final ModelId VGG = new ModelId("vgg");

    private final Fleet fleet = new Fleet(0);
    private final CostModel costs = new CostModel(false);
    private final Popularity popularity = new Popularity();

    @Test
    void evictsWhatIsAskedForLeast() {
        hold(0, new Resident(BERT, 10, true), new Resident(RESNET, 10, true), new Resident(VGG, 10, true));
        Stream.of(BERT, BERT, BERT, RESNET, VGG, VGG).forEach(model -> popularity.arrived(model, 0));

        assertThat(order()).containsExactly(RESNET, VGG, BERT);
    }

    @Test
    void evictsWhatIsLoadedAgainSoonest() {
        hold(0, new Resident(BERT, 10, true), new Resident(RESNET, 10, true));
        costs.profiled(BERT, Tier.REPOSITORY, 200, 1);
        costs.profiled(RESNET, Tier.REPOSITORY, 100, 1);
        Stream.of(BERT, RESNET).forEach(model -> popularity.arrived(model, 0));

        assertThat(order()).containsExactly(RESNET, BERT);
    }

    @Test
    void evictsWhatFreesMostForTheSameLoss() {
        hold(0, new Resident(BERT, 10, true), new Resident(RESNET, 20, true));
        costs.profiled(BERT, Tier.REPOSITORY, 100, 1);
        costs.profiled(RESNET, Tier.REPOSITORY, 100, 1);
        Stream.of(BERT, RESNET).forEach(model -> popularity.arrived(model, 0));

        assertThat(order()).containsExactly(RESNET, BERT);
    }

    @Test
    void evictsTheCopyOfAHotModelBeforeTheOnlyOneOfAColdModel() {
        hold(0, new Resident(BERT, 10, true), new Resident(RESNET, 10, true));
        hold(1, new Resident(RESNET, 10, true));
        Stream.of(BERT, RESNET, RESNET).forEach(model -> popularity.arrived(model, 0));

        assertThat(order()).containsExactly(RESNET, BERT);
    }

    @Test
    void evictsTheColdestOfEquals() {
        hold(0, new Resident(VGG, 10, true), new Resident(BERT, 10, true), new Resident(RESNET, 10, true));

        assertThat(order()).containsExactly(VGG, BERT, RESNET);
    }

    private void hold(int gpu, Resident... models) {
        String worker = "worker-" + gpu;
        GpuReport report = new GpuReport(new GpuId(worker, 0), "gpu", 1, 1, 100, List.of(models), List.of());
        fleet.report(worker, 1, List.of(report));
    }

    private List<ModelId> order() {
        Grounds grounds = new Grounds(fleet, costs, popularity, 0);
        return new CostAwareEviction()
                .order(fleet.all().iterator().next(), grounds).stream()
                        .map(Resident::model)
                        .toList();
    }
}
