package dev.hearth.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.scheduling.cluster.ModelId;
import dev.hearth.scheduling.cluster.Tier;
import dev.hearth.scheduling.placement.EarliestCompletionPlacement;
import dev.hearth.scheduling.placement.PolicyOptions;
import dev.hearth.scheduling.placement.PolicyOptions.Feature;
import dev.hearth.scheduling.placement.PolicyOptions.Home;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Under {@code earliest-completion}: which models get copies, which leave, and who is made to wait for that. */
class CopiesTest {

    private static final long SECOND = 1000 * Stage.MILLISECOND;

    private static Stage stage(Feature... without) {
        Set<Feature> features = EnumSet.noneOf(Feature.class);
        features.addAll(List.of(without));
        return new Stage(
                new EarliestCompletionPlacement(
                        new PolicyOptions(PolicyOptions.DEFAULT_SKIP_LIMIT, features, Home.ALONE)),
                Settings.paper());
    }

    /** Asks for a model again and again, each time once the last one is done. */
    private static List<String> ask(Stage stage, String model, int times, long everyMillis) {
        List<String> decided = new ArrayList<>();
        for (int time = 0; time < times; time++) {
            String id = model + "-" + time;
            List<String> commands = stage.arrive(id, model);
            decided.addAll(commands);
            stage.sleep(10);
            String gpu = commands.getFirst().split(" ", -1)[3];
            stage.complete(id, gpu);
            commands.stream()
                    .filter(command -> command.startsWith("COPY"))
                    .forEach(copy -> stage.loaded(model, copy.split(" ", -1)[3], 10));
            stage.sleep(everyMillis - 10);
        }
        return decided;
    }

    @Nested
    class AheadOfNeed {

        private final Stage stage = stage();
        private int calls;

        @Test
        void aHotModelGetsACopyInIdleMemory() {
            stage.report("w", 1, "bert", "");

            assertThat(ask(stage, "bert", 20, 20)).contains("COPY bert to w/1");
        }

        @Test
        void aColdModelGetsNone() {
            stage.report("w", 1, "bert", "");

            assertThat(ask(stage, "bert", 20, 60_000)).noneMatch(command -> command.startsWith("COPY"));
        }

        @Test
        void aCopyTakesWhatTheOthersAreTooBusyFor() {
            stage.report("w", 1, "bert", "");
            ask(stage, "bert", 20, 20);
            stage.arrive("a", "bert");

            assertThat(stage.arrive("b", "bert")).containsExactly("HIT b on w/1");
        }

        @Test
        void noCopyEvictsWhatIsAskedForAsMuch() {
            stage.report("w", 1, "bert resnet", "vgg yolo");
            List<String> decided = new ArrayList<>();
            for (int round = 0; round < 50; round++) {
                for (String model : List.of("bert", "vgg", "resnet", "yolo")) {
                    String id = model + round;
                    decided.addAll(stage.arrive(id, model));
                    stage.sleep(10);
                    stage.complete(id, model.equals("bert") || model.equals("resnet") ? "w/0" : "w/1");
                }
            }

            assertThat(decided).hasSize(200).allMatch(command -> command.startsWith("HIT "));
        }

        @Test
        void whatNobodyAsksForAnyMoreMakesRoom() {
            stage.report("w", 1, "bert", "resnet vgg");
            ask(stage, "resnet", 1, 20);
            ask(stage, "vgg", 20, 20);
            stage.sleep(600_000);

            assertThat(ask(stage, "bert", 20, 20)).containsOnlyOnce("COPY bert to w/1 evict vgg");
        }

        @Test
        void aCopyLostWithItsWorkerIsMadeAgain() {
            stage.report("w", 1, "bert");
            stage.report("x", 1, "");
            askUntilCopied("x/0");

            stage.play(new Event.WorkerLost("x", 1));
            stage.report("x", 2, "");

            askUntilCopied("x/0");
        }

        @Test
        void theFailureOfOneLostWithItsWorkerIsOldNews() {
            stage.report("w", 1, "bert");
            stage.report("x", 1, "");
            askUntilCopied("x/0");
            stage.report("x", 2, "");
            askUntilCopied("x/0");

            stage.play(new Event.LoadFailed(new ModelId("bert"), Stage.gpu("x/0"), 1, "GONE", Optional.empty()));

            assertThat(stage.scheduler.snapshot().gpus().getLast().models()).containsExactly(new ModelId("bert"));
        }

        /** Copies begun are left unanswered. */
        private void askUntilCopied(String gpu) {
            for (int time = 0; time < 50; time++) {
                String id = "call-" + calls++;
                List<String> commands = stage.arrive(id, "bert");
                stage.sleep(10);
                stage.complete(id, "w/0");
                if (commands.contains("COPY bert to " + gpu)) {
                    return;
                }
            }
            throw new AssertionError("bert is not copied to " + gpu);
        }

        @Test
        void thereAreNoneWithoutThem() {
            Stage plain = stage(Feature.BACKGROUND_COPIES);
            plain.report("w", 1, "bert", "");

            assertThat(ask(plain, "bert", 20, 20)).noneMatch(command -> command.startsWith("COPY"));
        }
    }

    @Nested
    class Victims {

        private final Stage stage = stage(Feature.BACKGROUND_COPIES);

        @Test
        void twoModelsThatAlternateDoNotEvictEachOtherByTurns() {
            stage.report("w", 1, "", "");
            List<String> decided = new ArrayList<>();
            for (int round = 0; round < 50; round++) {
                for (String model : List.of("bert", "resnet")) {
                    List<String> commands = stage.arrive(model + round, model, 60, Long.MAX_VALUE);
                    decided.addAll(commands);
                    stage.sleep(round == 0 ? 110 : 10);
                    stage.complete(model + round, commands.getFirst().split(" ", -1)[3]);
                }
            }

            assertThat(decided).hasSize(100);
            assertThat(decided.subList(0, 2)).containsExactly("MISS bert0 on w/0", "MISS resnet0 on w/1");
            assertThat(decided.subList(2, 100)).allMatch(command -> command.startsWith("HIT "));
        }

        @Test
        void theLeastAskedForLeaves() {
            stage.report("w", 1, "bert resnet");
            ask(stage, "resnet", 1, 20);
            ask(stage, "bert", 5, 20);
            ask(stage, "resnet", 1, 20);

            // The least recently used would be bert.
            assertThat(stage.arrive("a", "vgg")).containsExactly("MISS a on w/0 evict resnet");
        }

        @Test
        void theLeastRecentlyUsedLeavesWithoutThat() {
            Stage plain = stage(Feature.BACKGROUND_COPIES, Feature.EVICTION_DAMAGE);
            plain.report("w", 1, "bert resnet");
            ask(plain, "resnet", 1, 20);
            ask(plain, "bert", 5, 20);
            ask(plain, "resnet", 1, 20);

            assertThat(plain.arrive("a", "vgg")).containsExactly("MISS a on w/0 evict bert");
        }

        @Test
        void theCopyOfAHotModelLeavesBeforeTheOnlyOneOfAColderModel() {
            stage.report("w", 1, "bert resnet");
            stage.report("x", 1, "bert");
            ask(stage, "bert", 5, 20);
            ask(stage, "resnet", 2, 20);
            stage.play(new Event.WorkerSuspended("x"));

            assertThat(stage.arrive("a", "vgg")).containsExactly("MISS a on w/0 evict bert");
        }

        @Test
        void whatRunsOrLoadsStays() {
            stage.report("w", 1, "bert resnet");
            ask(stage, "resnet", 5, 20);
            stage.arrive("a", "bert");
            assertThat(stage.arrive("b", "vgg")).containsExactly("MISS b on w/0 evict resnet");

            assertThat(stage.arrive("c", "resnet")).isEmpty();
            stage.sleep(10);
            assertThat(stage.complete("a", "w/0")).isEmpty();
            stage.sleep(90);
            assertThat(stage.loaded("vgg", "w/0", 100)).containsExactly("MISS c on w/0 evict bert");
        }
    }

    /** On w/0 two models that are asked for all the time; w/1 loads another for fifteen seconds. */
    @Nested
    class Damage {

        private final Stage stage = stage(Feature.BACKGROUND_COPIES);

        private void hotModelsAndAnotherLoad() {
            stage.profile("bert", Tier.REPOSITORY, 4 * SECOND, SECOND);
            stage.profile("resnet", Tier.REPOSITORY, 4 * SECOND, SECOND);
            stage.profile("vgg", Tier.REPOSITORY, 3 * SECOND, SECOND);
            stage.profile("yolo", Tier.REPOSITORY, 15 * SECOND, SECOND);
            stage.report("w", 1, "bert resnet", "");
            for (int time = 0; time < 20; time++) {
                for (String model : List.of("bert", "resnet")) {
                    stage.arrive(model + time, model);
                    stage.complete(model + time, "w/0");
                    stage.sleep(250);
                }
            }
            assertThat(stage.arrive("slow", "yolo", 60, Long.MAX_VALUE)).containsExactly("MISS slow on w/1");
        }

        @Test
        void keepsAnInvocationFromEvictingASoleCopyUntilItsPatienceRunsOut() {
            hotModelsAndAnotherLoad();

            assertThat(stage.arrive("rare", "vgg")).isEmpty();
            stage.sleep(2000);
            assertThat(stage.wake()).isEmpty();
            stage.sleep(7000);
            assertThat(stage.wake()).singleElement().asString().startsWith("MISS rare on w/0 evict ");
        }

        @Test
        void doesNotCountIfOnlyThatLoadMakesTheDeadline() {
            hotModelsAndAnotherLoad();

            assertThat(stage.arrive("rare", "vgg", 40, 16 * SECOND))
                    .first()
                    .asString()
                    .startsWith("MISS rare on w/0 evict ");
        }

        @Test
        void countsForAModelThatNobodyHoldsWhateverItsDeadline() {
            stage.report("w", 1, "bert", "resnet");
            ask(stage, "bert", 20, 20);
            ask(stage, "resnet", 2, 20);

            assertThat(stage.arrive("rare", "vgg", 70, 60 * SECOND)).containsExactly("MISS rare on w/1 evict resnet");
        }
    }

    @Nested
    class Deadlines {

        private final Stage stage = stage(Feature.BACKGROUND_COPIES);

        @Test
        void thatCannotBeMetLetOthersGoFirst() {
            assertThat(whoIsServedNext(stage)).contains("HIT in-time on w/0");
            stage.sleep(5);
            assertThat(stage.wake()).contains("Expire[id=late]");
        }

        @Test
        void areNotHeededWithoutThat() {
            assertThat(whoIsServedNext(stage(Feature.BACKGROUND_COPIES, Feature.DEADLINES)))
                    .contains("HIT late on w/0");
        }

        private static List<String> whoIsServedNext(Stage stage) {
            stage.report("w", 1, "bert");
            stage.arrive("a", "bert");
            stage.arrive("late", "bert", 40, 15 * Stage.MILLISECOND);
            stage.arrive("in-time", "bert", 40, 25 * Stage.MILLISECOND);
            stage.sleep(10);
            return stage.complete("a", "w/0");
        }

        @Test
        void thatCannotBeMetTakeWhatNobodyElseWants() {
            stage.report("w", 1, "bert");

            assertThat(stage.arrive("late", "bert", 40, 5 * Stage.MILLISECOND)).contains("HIT late on w/0");
        }
    }

    /** The head comes too late whatever happens, and needs the memory of a model that others run without end. */
    @Nested
    class TheTimeBound {

        private final Stage stage = stage(Feature.BACKGROUND_COPIES);

        @Test
        void loadsTheModelOfTheHeadBeforeOneRunsThatCameTenSecondsLater() {
            stage.profile("vgg", 30 * SECOND);
            stage.report("w", 1, "bert");
            stage.arrive("a", "bert");
            assertThat(stage.arrive("head", "vgg", 70, 20 * SECOND)).noneMatch(command -> command.startsWith("MISS"));

            stage.sleep(10_000);
            stage.arrive("b", "bert");
            assertThat(stage.complete("a", "w/0")).containsExactly("HIT b on w/0");
            stage.sleep(1);
            stage.arrive("c", "bert");
            assertThat(stage.complete("b", "w/0")).containsExactly("MISS head on w/0 evict bert");
        }
    }
}
