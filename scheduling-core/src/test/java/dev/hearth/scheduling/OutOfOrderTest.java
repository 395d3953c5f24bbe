package dev.hearth.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.scheduling.cache.LruEviction;
import dev.hearth.scheduling.placement.LocalityAwareOutOfOrderPlacement;
import dev.hearth.scheduling.placement.LocalityAwarePlacement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The paper's LALB+O3, in the paper's world. */
class OutOfOrderTest {

    private static Stage stage(int skipLimit) {
        return new Stage(new LocalityAwareOutOfOrderPlacement(skipLimit), Settings.paper());
    }

    @Test
    void letsAHitPastAMiss() {
        Stage stage = stage(25);
        stage.report("w", 1, "bert");
        stage.arrive("a", "bert");
        stage.arrive("b", "resnet");
        stage.arrive("c", "bert");

        assertThat(stage.complete("a", "w/0")).containsExactly("HIT c on w/0");
        assertThat(stage.complete("c", "w/0")).containsExactly("MISS b on w/0");
    }

    @Test
    void takesTheHitThatHasWaitedLongestOfAllModelsOnTheGpu() {
        Stage stage = stage(25);
        stage.report("w", 1, "vgg bert");
        stage.arrive("a", "bert");
        stage.arrive("b", "resnet");
        stage.arrive("c", "vgg");
        stage.arrive("d", "bert");

        assertThat(stage.complete("a", "w/0")).containsExactly("HIT c on w/0");
    }

    @Test
    void servesTheLocalQueueFirst() {
        Stage stage = stage(25);
        stage.report("w", 1, "bert vgg", "yolo");
        stage.arrive("a", "bert");
        stage.arrive("joins", "vgg");
        stage.arrive("b", "yolo");
        stage.arrive("c", "bert");

        assertThat(stage.complete("a", "w/0")).containsExactly("HIT joins on w/0");
        assertThat(stage.complete("joins", "w/0")).containsExactly("HIT c on w/0");
    }

    @Test
    void letsNobodyPastOneThatHasBeenOvertakenToTheLimit() {
        Stage stage = stage(2);
        stage.report("w", 1, "bert");
        stage.arrive("a", "bert");
        stage.arrive("b", "resnet");
        stage.arrive("c", "bert");
        stage.arrive("d", "bert");
        stage.arrive("e", "bert");

        assertThat(stage.complete("a", "w/0")).containsExactly("HIT c on w/0");
        assertThat(stage.complete("c", "w/0")).containsExactly("HIT d on w/0");
        assertThat(stage.complete("d", "w/0")).containsExactly("MISS b on w/0");
        assertThat(stage.complete("b", "w/0")).containsExactly("HIT e on w/0");
    }

    @Test
    void countsForThoseBehindTheHeadToo() {
        Stage stage = stage(2);
        stage.report("w", 1, "bert");
        stage.arrive("a", "bert");
        stage.arrive("b", "resnet");
        stage.arrive("c", "vgg", 60, Long.MAX_VALUE);
        for (String hit : List.of("d", "e", "f")) {
            stage.arrive(hit, "bert");
        }

        stage.complete("a", "w/0");
        stage.complete("d", "w/0");
        assertThat(stage.complete("e", "w/0")).containsExactly("MISS b on w/0");
        assertThat(stage.complete("b", "w/0")).containsExactly("MISS c on w/0 evict bert");
    }

    @Test
    void forgetsWhatAnEarlierOneHadToTakeWhenItHasGone() {
        Stage stage = stage(1);
        stage.report("w", 1, "bert");
        stage.arrive("a", "bert");
        stage.arrive("b", "resnet");
        stage.arrive("c", "bert");
        stage.arrive("d", "vgg");
        stage.arrive("e", "bert");
        stage.complete("a", "w/0");

        stage.play(new Event.InvocationCancelled(Stage.id("b")));

        assertThat(stage.complete("c", "w/0")).containsExactly("HIT e on w/0");
    }

    @Test
    void remembersWhatARefusedOneHadToTake() {
        Stage stage = stage(1);
        stage.report("w", 1, "bert");
        stage.arrive("a", "bert");
        stage.arrive("b", "resnet");
        stage.arrive("c", "bert");
        stage.complete("a", "w/0");
        assertThat(stage.complete("c", "w/0")).containsExactly("MISS b on w/0");
        stage.arrive("d", "bert");

        stage.refuse("b", "w/0");

        assertThat(stage.report("w", 1, "bert")).containsExactly("MISS b on w/0");
    }

    @Test
    void looksAlongTheQueueOnceAndThenPlacesHeads() {
        Stage stage = stage(1);
        stage.report("w", 1, "bert", "vgg");
        stage.arrive("a", "bert");
        stage.arrive("busy", "vgg");
        stage.arrive("b", "vgg");
        assertThat(stage.scheduler.snapshot().globalQueue()).isEqualTo(1);
        stage.arrive("c", "bert");
        stage.arrive("d", "resnet");
        stage.arrive("e", "bert");
        assertThat(stage.complete("a", "w/0")).containsExactly("HIT c on w/0");

        // The head, which may not be overtaken again, joins the holder of its model; then it is the next one's turn.
        assertThat(stage.complete("c", "w/0")).containsExactly("MISS d on w/0");
        assertThat(stage.scheduler.snapshot().localQueues()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ws15", "ws25", "ws35"})
    void isPlainlyLocalityAwareWithALimitOfNone(String trace) throws Exception {
        String none = new PaperCluster(new LocalityAwareOutOfOrderPlacement(0), new LruEviction())
                .run(trace)
                .decisions();
        String plain = new PaperCluster(new LocalityAwarePlacement(), new LruEviction())
                .run(trace)
                .decisions();

        assertThat(none).isEqualTo(plain);
    }

    static IntStream seeds() {
        return IntStream.range(0, 20);
    }

    /** Loads that take no time leave no reason to wait at a busy GPU: all that is not in order is overtaking. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void overtakesNobodyMoreOftenThanTheLimit(int seed) {
        int limit = 1 + seed % 7;
        Random random = new Random(seed);
        List<Integer> order = dispatchOrder(stage(limit), random);

        List<Integer> overtaken = IntStream.range(0, order.size())
                .mapToObj(place -> (int) order.subList(0, place).stream()
                        .filter(earlier -> earlier > order.get(place))
                        .count())
                .toList();

        assertThat(Collections.max(overtaken)).as("seed %d", seed).isEqualTo(limit);
    }

    /** Numbers of the invocations, as they were dispatched; two GPUs, twelve models, three at a time on a GPU. */
    private static List<Integer> dispatchOrder(Stage stage, Random random) {
        record Running(long done, int gpu, int number) {}
        IntStream.range(0, 12).forEach(model -> stage.profile("m" + model, 0));
        stage.report("w", 1, "", "");
        PriorityQueue<Running> running = new PriorityQueue<>((left, right) -> Long.compare(left.done(), right.done()));
        List<Integer> order = new ArrayList<>();
        for (int next = 0, clock = 0; next < 300 || !running.isEmpty(); clock++) {
            boolean arrives = next < 300 && (running.isEmpty() || random.nextInt(5) < 3);
            List<String> commands;
            if (arrives) {
                commands = stage.arrive("" + next++, "m" + random.nextInt(1 + random.nextInt(12)), 33, Long.MAX_VALUE);
            } else {
                Running ended = running.remove();
                commands = stage.complete("" + ended.number(), "w/" + ended.gpu());
            }
            for (String command : commands) {
                String[] words = command.split(" ", -1);
                order.add(Integer.parseInt(words[1]));
                int gpu = Integer.parseInt(words[3].substring(2));
                running.add(new Running(clock + random.nextInt(6), gpu, Integer.parseInt(words[1])));
            }
        }
        return order;
    }
}
