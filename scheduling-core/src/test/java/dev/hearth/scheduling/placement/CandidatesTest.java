package dev.hearth.scheduling.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.hearth.scheduling.cluster.ModelId;
import dev.hearth.scheduling.fleet.Gpu;
import dev.hearth.scheduling.placement.PolicyOptions.Home;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CandidatesTest {

    private static final ModelId BERT = new ModelId("bert");
    private static final List<String> THREE = List.of("scheduler-1", "scheduler-2", "scheduler-3");

    private final Moment moment = new Moment().costing(3, 1, BERT);

    private List<Gpu> fleet(int size) {
        return IntStream.range(0, size)
                .mapToObj(number -> moment.holding(String.format(Locale.ROOT, "worker-%03d", number)))
                .toList();
    }

    /** Which scheduler each GPU is home to. */
    private static Map<String, String> homes(List<Gpu> gpus, List<String> schedulers) {
        Map<String, String> homes = new TreeMap<>();
        for (String scheduler : schedulers) {
            Candidates candidates = new Candidates(new Home(scheduler, schedulers));
            for (Gpu gpu : gpus) {
                if (candidates.atHome(gpu)) {
                    assertThat(homes.put(gpu.worker(), scheduler)).isNull();
                }
            }
        }
        return homes;
    }

    @Test
    void everyGpuIsHomeToOneScheduler() {
        List<Gpu> gpus = fleet(300);

        Map<String, String> homes = homes(gpus, THREE);

        assertThat(homes).hasSize(300);
        for (String scheduler : THREE) {
            assertThat(homes.values().stream().filter(scheduler::equals)).hasSizeBetween(70, 130);
        }
    }

    @Test
    void onlyTheGpusOfASchedulerThatLeavesMove() {
        List<Gpu> gpus = fleet(300);
        Map<String, String> before = homes(gpus, THREE);

        Map<String, String> after = homes(gpus, List.of("scheduler-1", "scheduler-3"));

        before.forEach((gpu, home) -> {
            if (home.equals("scheduler-2")) {
                assertThat(after.get(gpu)).isIn("scheduler-1", "scheduler-3");
            } else {
                assertThat(after.get(gpu)).as(gpu).isEqualTo(home);
            }
        });
    }

    @Test
    void theOrderInWhichSchedulersAreKnownDoesNotMatter() {
        List<Gpu> gpus = fleet(50);

        assertThat(homes(gpus, THREE.reversed())).isEqualTo(homes(gpus, THREE));
    }

    @Test
    void aSchedulerThatIsAloneIsAtHomeEverywhere() {
        Candidates candidates = new Candidates(Home.ALONE);

        assertThat(fleet(5)).allMatch(candidates::atHome);
    }

    @Test
    void aSchedulerMustBeOneOfAll() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Home("scheduler-9", THREE))
                .withMessage("scheduler 'scheduler-9' is none of [scheduler-1, scheduler-2, scheduler-3]");
    }

    @Test
    void aSmallFleetIsLookedAtWhole() {
        List<Gpu> gpus = fleet(Candidates.LIMIT);

        assertThat(new Candidates(Home.ALONE).forLoad(moment.at(0))).containsExactlyElementsOf(gpus);
    }

    @Test
    void ofALargeFleetSomeAreLookedAtAndAllInTurn() {
        List<Gpu> gpus = fleet(100);
        for (Gpu gpu : gpus) {
            moment.loadsAndRuns(gpu, BERT, 3, 1, 0);
        }
        Candidates candidates = new Candidates(Home.ALONE);

        Set<Gpu> seen = new LinkedHashSet<>();
        for (int moments = 0; moments < 13; moments++) {
            List<Gpu> some = new ArrayList<>(candidates.forLoad(moment.at(moments)));
            assertThat(some).hasSizeLessThanOrEqualTo(Candidates.LIMIT).doesNotHaveDuplicates();
            seen.addAll(some);
        }

        assertThat(seen).containsExactlyInAnyOrderElementsOf(gpus);
    }

    @Test
    void idleGpusAreAmongThem() {
        List<Gpu> gpus = fleet(100);
        gpus.subList(0, 98).forEach(gpu -> moment.loadsAndRuns(gpu, BERT, 3, 1, 0));
        Candidates candidates = new Candidates(Home.ALONE);

        assertThat(candidates.forLoad(moment.at(0))).containsAll(gpus.subList(98, 100));
        assertThat(candidates.forLoad(moment.at(1))).containsAll(gpus.subList(98, 100));
    }

    @Test
    void ofManyHoldersThoseThatAreFreeSoonestAreLookedAt() {
        List<Gpu> holders = IntStream.range(0, 40)
                .mapToObj(number -> moment.holding(String.format(Locale.ROOT, "worker-%02d", number), BERT))
                .toList();
        IntStream.range(0, 39).forEach(number -> moment.runs(holders.get(number), BERT, 40 - number, 0));

        assertThat(new Candidates(Home.ALONE).forHit(BERT, moment.at(0)))
                .hasSize(Candidates.SOONEST)
                .startsWith(holders.get(39), holders.get(38), holders.get(37));
    }
}
