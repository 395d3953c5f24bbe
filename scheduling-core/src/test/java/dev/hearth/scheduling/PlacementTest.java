package dev.hearth.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The paper's two policies, in the paper's world. */
class PlacementTest {

    @Nested
    class LoadBalancing {

        private final Stage stage = new Stage("load-balancing", Settings.paper());

        @Test
        void runsTheHeadOnTheFirstIdleGpuWhereverItsModelIs() {
            stage.report("w", 1, "", "bert");

            assertThat(stage.arrive("a", "bert")).containsExactly("FALSE_MISS a on w/0");
            assertThat(stage.arrive("b", "bert")).containsExactly("HIT b on w/1");
        }

        @Test
        void keepsTheQueueInArrivalOrder() {
            stage.report("w", 1, "bert");
            stage.arrive("a", "bert");

            stage.arrive("b", "resnet");
            stage.arrive("c", "bert");

            assertThat(stage.complete("a", "w/0")).containsExactly("MISS b on w/0");
            assertThat(stage.complete("b", "w/0")).containsExactly("HIT c on w/0");
        }
    }

    @Nested
    class LocalityAware {

        private final Stage stage = new Stage("locality-aware", Settings.paper());

        @Test
        void runsWhereTheModelIs() {
            stage.report("w", 1, "", "", "bert");

            assertThat(stage.arrive("a", "bert")).containsExactly("HIT a on w/2");
        }

        @Test
        void takesTheLowestOfSeveralIdleHolders() {
            stage.report("w", 1, "", "bert", "bert");

            assertThat(stage.arrive("a", "bert")).containsExactly("HIT a on w/1");
        }

        @Test
        void loadsOnTheFirstIdleGpuWhatNobodyHolds() {
            stage.report("w", 1, "resnet", "");

            assertThat(stage.arrive("a", "bert")).containsExactly("MISS a on w/0");
        }

        @Test
        void waitsForABusyHolderThatIsDoneBeforeALoadWouldBe() {
            stage.report("w", 1, "bert", "");
            stage.arrive("a", "bert");

            assertThat(stage.arrive("b", "bert")).isEmpty();
            assertThat(stage.scheduler.snapshot().localQueues()).isEqualTo(1);
            assertThat(stage.complete("a", "w/0")).containsExactly("HIT b on w/0");
        }

        @Test
        void loadsASecondCopyWhereTheHolderIsBusyForLonger() {
            stage.report("w", 1, "", "");

            assertThat(stage.arrive("a", "bert")).containsExactly("MISS a on w/0");
            assertThat(stage.arrive("b", "bert")).containsExactly("FALSE_MISS b on w/1");
        }

        @Test
        void countsWhatWaitsAtTheHolder() {
            stage.report("w", 1, "bert", "");
            stage.arrive("a", "bert");
            for (int waiting = 1; waiting < 10; waiting++) {
                assertThat(stage.arrive("waits-" + waiting, "bert")).isEmpty();
            }

            assertThat(stage.arrive("z", "bert")).containsExactly("FALSE_MISS z on w/1");
        }

        @Test
        void countsWhatTheHolderHasDoneAlready() {
            stage.report("w", 1, "", "");
            stage.arrive("a", "bert");
            stage.sleep(50);

            assertThat(stage.arrive("b", "bert")).isEmpty();
        }

        @Test
        void choosesTheBusyHolderThatIsDoneFirst() {
            stage.report("w", 1, "bert", "bert", "");
            stage.arrive("a", "bert");
            stage.sleep(3);
            stage.arrive("b", "bert");
            stage.sleep(3);
            stage.arrive("c", "bert");

            assertThat(stage.complete("b", "w/1")).isEmpty();
            assertThat(stage.complete("a", "w/0")).containsExactly("HIT c on w/0");
        }

        @Test
        void servesTheLocalQueueBeforeTheGlobalOne() {
            stage.report("w", 1, "bert", "resnet");
            stage.arrive("a", "bert");
            stage.arrive("b", "bert");
            stage.arrive("c", "resnet");
            stage.arrive("d", "vgg");

            assertThat(stage.scheduler.snapshot().globalQueue()).isEqualTo(1);
            assertThat(stage.complete("a", "w/0")).containsExactly("HIT b on w/0");
            assertThat(stage.complete("c", "w/1")).containsExactly("MISS d on w/1");
        }

        @Test
        void evictsTheColdestModelFirst() {
            stage.report("w", 1, "bert resnet");
            stage.arrive("touch", "bert");
            stage.complete("touch", "w/0");

            assertThat(stage.arrive("a", "vgg")).containsExactly("MISS a on w/0 evict resnet");
        }

        @Test
        void evictsAsManyAsItTakesAndNoMore() {
            stage.report("w", 1, "bert resnet");

            assertThat(stage.arrive("a", "vgg", 60, Long.MAX_VALUE)).containsExactly("MISS a on w/0 evict bert");
            stage.complete("a", "w/0");
            assertThat(stage.arrive("b", "yolo", 100, Long.MAX_VALUE))
                    .containsExactly("MISS b on w/0 evict resnet vgg");
        }

        @Test
        void knowsNoHolderOfAModelThatIsBeingEvicted() {
            stage.report("w", 1, "bert resnet", "");
            stage.arrive("a", "resnet");
            stage.arrive("b", "vgg");
            stage.complete("a", "w/0");

            assertThat(stage.arrive("c", "yolo")).containsExactly("MISS c on w/0 evict bert");
            assertThat(stage.complete("b", "w/1")).isEmpty();
            assertThat(stage.arrive("d", "bert")).containsExactly("MISS d on w/1");
        }
    }
}
