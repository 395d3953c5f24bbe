package dev.hearth.scheduling.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.scheduling.cluster.Admitted;
import dev.hearth.scheduling.cluster.Invocation;
import dev.hearth.scheduling.cluster.InvocationId;
import dev.hearth.scheduling.cluster.ModelId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who has been overtaken how often, against a queue that gives everyone a counter. */
class OvertakingTest {

    private static final int LIMIT = 4;

    private final GlobalQueue queue = new GlobalQueue();

    @Test
    void countsForAllBeforeTheOneThatGoesAndForNobodyBehind() {
        List<Admitted> line = arrive(4);

        overtake(line.get(2));

        assertThat(overtakenWhenLeaving(line.get(0))).isEqualTo(1);
        assertThat(overtakenWhenLeaving(line.get(1))).isEqualTo(1);
        assertThat(overtakenWhenLeaving(line.get(3))).isZero();
    }

    @Test
    void countsForTheNextWhenTheFirstHasGone() {
        List<Admitted> line = arrive(4);
        overtake(line.get(3));
        overtake(line.get(1));
        queue.remove(line.get(0).id());

        assertThat(queue.firstOvertaken(2)).isEmpty();
        assertThat(queue.firstOvertaken(1)).contains(line.get(2));
    }

    @Test
    void remembersWhatOneThatComesBackHadToTake() {
        List<Admitted> line = arrive(5);
        overtake(line.get(4));
        overtake(line.get(3));
        Admitted away = queue.remove(line.get(0).id()).orElseThrow();
        overtake(line.get(2));

        queue.add(away);

        assertThat(queue.firstOvertaken(2)).contains(away);
        assertThat(queue.firstOvertaken(3)).contains(line.get(1));
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19})
    void knowsTheSameAsACounterAtEachWhateverLeavesOrComesBack(int seed) {
        Random random = new Random(seed);
        Map<Long, Admitted> away = new TreeMap<>();
        NaiveQueue naive = new NaiveQueue();
        long arrivals = 0;
        for (int step = 0; step < 3000; step++) {
            int dice = random.nextInt(10);
            List<Long> waiting = naive.waiting();
            if (waiting.isEmpty() || dice < 4) {
                queue.add(admitted(arrivals));
                naive.enter(arrivals++);
            } else if (dice < 6) {
                long leaves = waiting.get(random.nextInt(waiting.size()));
                leave(leaves, naive, away, random.nextBoolean());
            } else if (dice < 7 && !away.isEmpty()) {
                long back = List.copyOf(away.keySet()).get(random.nextInt(away.size()));
                queue.add(away.remove(back));
                naive.enter(back);
            } else {
                long overtaker = waiting.get(random.nextInt(waiting.size()));
                if (naive.barrier(LIMIT).filter(barrier -> barrier < overtaker).isEmpty()) {
                    queue.overtake(admitted(overtaker));
                    naive.overtake(overtaker);
                    leave(overtaker, naive, away, random.nextInt(4) == 0);
                }
            }

            assertThat(queue.all().stream().map(Admitted::arrival))
                    .as("line, seed %d, step %d", seed, step)
                    .isEqualTo(naive.waiting());
            for (int least = 1; least <= LIMIT; least++) {
                assertThat(queue.firstOvertaken(least).map(Admitted::arrival))
                        .as("first overtaken %d times, seed %d, step %d", least, seed, step)
                        .isEqualTo(naive.barrier(least));
            }
        }
    }

    private void leave(long arrival, NaiveQueue naive, Map<Long, Admitted> away, boolean comesBack) {
        Admitted left = queue.remove(admitted(arrival).id()).orElseThrow();
        assertThat(left.overtaken()).isEqualTo(naive.leave(arrival)).isLessThanOrEqualTo(LIMIT);
        if (comesBack) {
            away.put(arrival, left);
        }
    }

    private List<Admitted> arrive(int count) {
        List<Admitted> line = new ArrayList<>();
        for (int arrival = 0; arrival < count; arrival++) {
            line.add(admitted(arrival));
        }
        line.forEach(queue::add);
        return line;
    }

    private void overtake(Admitted overtaker) {
        queue.overtake(overtaker);
        queue.remove(overtaker.id());
    }

    private int overtakenWhenLeaving(Admitted admitted) {
        return queue.remove(admitted.id()).orElseThrow().overtaken();
    }

    private static Admitted admitted(long arrival) {
        InvocationId id = new InvocationId("invocation-" + arrival);
        return new Admitted(new Invocation(id, new ModelId("model-" + arrival % 3), 1, 1, Long.MAX_VALUE), arrival, 0);
    }

    /** The paper's pseudo-code to the letter: a counter at each, which it keeps. */
    private static final class NaiveQueue {

        private final TreeMap<Long, Integer> waiting = new TreeMap<>();
        private final Map<Long, Integer> away = new HashMap<>();

        List<Long> waiting() {
            return List.copyOf(waiting.keySet());
        }

        void enter(long arrival) {
            waiting.put(arrival, away.getOrDefault(arrival, 0));
        }

        int leave(long arrival) {
            int count = waiting.remove(arrival);
            away.put(arrival, count);
            return count;
        }

        void overtake(long overtaker) {
            waiting.headMap(overtaker).replaceAll((_, count) -> count + 1);
        }

        Optional<Long> barrier(int least) {
            return waiting.entrySet().stream()
                    .filter(entry -> entry.getValue() >= least)
                    .map(Map.Entry::getKey)
                    .findFirst();
        }
    }
}
