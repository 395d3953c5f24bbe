package dev.hearth.scheduling.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.scheduling.Command;
import dev.hearth.scheduling.Event;
import dev.hearth.scheduling.Scheduler;
import dev.hearth.scheduling.Settings;
import dev.hearth.scheduling.cluster.GpuId;
import dev.hearth.scheduling.cluster.GpuReport;
import dev.hearth.scheduling.cluster.Invocation;
import dev.hearth.scheduling.cluster.InvocationId;
import dev.hearth.scheduling.cluster.ModelId;
import dev.hearth.scheduling.cluster.Tier;
import dev.hearth.scheduling.placement.LoadBalancedPlacement;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Where Belady's policy is proven to be the best: one GPU, models of one size and cost, one invocation at a time. */
class ClairvoyantEvictionTest {

    private static final GpuId GPU = new GpuId("w", 0);
    private static final int ROOM = 4;

    @Test
    void evictsWhatIsNeededLast() {
        String asked = "a b c d e a b c d";

        assertThat(misses(clairvoyant(asked), asked)).isEqualTo(6);
        assertThat(misses(new LruEviction(), asked)).isEqualTo(9);
    }

    @Test
    void evictsWhatIsNeverNeededAgainFirst() {
        String asked = "a b c d e b c d e";

        assertThat(misses(clairvoyant(asked), asked)).isEqualTo(5);
    }

    static IntStream seeds() {
        return IntStream.range(0, 50);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void isBeatenByNoOther(int seed) {
        Random random = new Random(seed);
        StringBuilder asked = new StringBuilder("a");
        for (int step = 0; step < 400; step++) {
            asked.append(' ').append((char) ('a' + random.nextInt(1 + random.nextInt(12))));
        }

        int fewest = misses(clairvoyant(asked.toString()), asked.toString());

        assertThat(Evictions.NAMES)
                .allSatisfy(name -> assertThat(misses(Evictions.named(name), asked.toString()))
                        .as("misses of %s, seed %d", name, seed)
                        .isGreaterThanOrEqualTo(fewest));
    }

    /** One model after another is asked for, a second apart. */
    private static EvictionPolicy clairvoyant(String asked) {
        Map<ModelId, long[]> arrivals = new LinkedHashMap<>();
        String[] models = asked.split(" ", -1);
        for (int second = 0; second < models.length; second++) {
            long[] before = arrivals.getOrDefault(new ModelId(models[second]), new long[0]);
            long[] more = Arrays.copyOf(before, before.length + 1);
            more[before.length] = second * 1_000_000_000L;
            arrivals.put(new ModelId(models[second]), more);
        }
        return new ClairvoyantEviction(arrivals);
    }

    private static int misses(EvictionPolicy evictions, String asked) {
        Scheduler scheduler = new Scheduler(new LoadBalancedPlacement(), evictions, Settings.paper());
        GpuReport empty = new GpuReport(GPU, "gpu", 1, 1, ROOM, List.of(), List.of());
        scheduler.apply(new Event.WorkerReported("w", 1, List.of(empty)), 0);
        int misses = 0;
        String[] models = asked.split(" ", -1);
        for (int second = 0; second < models.length; second++) {
            long now = second * 1_000_000_000L;
            ModelId model = new ModelId(models[second]);
            scheduler.apply(new Event.ModelProfiled(model, Tier.REPOSITORY, 2_000_000, 1_000_000), now);
            InvocationId id = new InvocationId("invocation-" + second);
            List<Command> commands =
                    scheduler.apply(new Event.InvocationArrived(new Invocation(id, model, 1, 1, Long.MAX_VALUE)), now);
            Command.Dispatch dispatch = (Command.Dispatch) commands.getFirst();
            misses += dispatch.kind() == Command.Kind.HIT ? 0 : 1;
            scheduler.apply(
                    new Event.InvocationCompleted(id, GPU, true, 2_000_000, 1_000_000, Optional.empty()),
                    now + 3_000_000);
        }
        return misses;
    }
}
