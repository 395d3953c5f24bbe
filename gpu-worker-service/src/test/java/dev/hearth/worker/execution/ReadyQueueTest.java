package dev.hearth.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.contracts.model.ModelReference;
import dev.hearth.telemetry.logging.InvocationNames;
import dev.hearth.worker.FakeLoader;
import dev.hearth.worker.RecordedResidency;
import dev.hearth.worker.device.HostDevice;
import dev.hearth.worker.model.Admission;
import dev.hearth.worker.model.ModelCache;
import dev.hearth.worker.model.ModelWishes;
import dev.hearth.worker.model.RequestedModel;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadyQueueTest {

    private static final ModelReference A = new ModelReference("a", 1);
    private static final ModelReference B = new ModelReference("b", 1);
    private static final long MILLISECOND = TimeUnit.MILLISECONDS.toNanos(1);
    private static final int MANY = 1_000;

    private final FakeLoader loader = new FakeLoader();
    private final ModelCache cache = new ModelCache(
            new HostDevice(0, 100),
            loader,
            Runnable::run,
            new RecordedResidency(),
            InstantSource.system(),
            MANY,
            ModelWishes.NONE);
    private final ReadyQueue queue = new ReadyQueue();

    @Test
    void aLoneOneLeavesAtOnce() {
        add(request("a1", A).batched(8), 0);

        assertThat(leave(0)).containsExactly("a1");
        assertThat(queue.next(0)).isEqualTo(new ReadyQueue.Next.Nothing());
    }

    @Test
    void thoseOfOneModelLeaveTogetherInTheirOrder() {
        add(request("a1", A).batched(8), 0);
        add(request("b1", B).batched(8), 0);
        add(request("a2", A).batched(8), 1);
        add(request("a3", A).batched(8), 2);

        assertThat(leave(3)).containsExactly("a1", "a2", "a3");
        assertThat(leave(3)).containsExactly("b1");
    }

    @Test
    void noMoreLeaveTogetherThanTheSmallestLimitAmongThemSays() {
        add(request("a1", A).batched(8), 0);
        add(request("a2", A).batched(3), 0);
        add(request("a3", A).batched(8), 0);
        add(request("a4", A).batched(8), 0);

        assertThat(leave(0)).containsExactly("a1", "a2", "a3");
        assertThat(leave(0)).containsExactly("a4");
    }

    @Test
    void nobodyPassesOneOfItsOwnModelWhoseLimitKeepsItOut() {
        add(request("a1", A).batched(8), 0);
        add(request("a2", A).batched(1), 0);
        add(request("a3", A).batched(8), 0);

        assertThat(leave(0)).containsExactly("a1");
        assertThat(leave(0)).containsExactly("a2");
        assertThat(leave(0)).containsExactly("a3");
    }

    @Test
    void aLaterAttemptLeavesAlone() {
        add(request("a1", A).batched(8), 0);
        add(request("a2", A).batched(8).attempt(2), 0);
        add(request("a3", A).batched(8), 0);

        assertThat(leave(0)).containsExactly("a1");
        assertThat(leave(0)).containsExactly("a2");
        assertThat(leave(0)).containsExactly("a3");
    }

    @Test
    void whatItsTaskRunsOneByOneLeavesOneByOne() {
        loader.runOneByOne();
        add(request("a1", A).batched(8, 100), 0);
        add(request("a2", A).batched(8, 100), 0);

        assertThat(leave(0)).containsExactly("a1");
        assertThat(leave(0)).containsExactly("a2");
    }

    @Test
    void whoIsAskedToWaitsForCompanyFromWhenTheFirstWasReady() {
        add(request("a1", A).batched(8, 20), 0);
        add(request("a2", A).batched(8, 20), 15 * MILLISECOND);

        assertThat(queue.next(15 * MILLISECOND)).isEqualTo(new ReadyQueue.Next.Rest(5 * MILLISECOND));
        assertThat(leave(20 * MILLISECOND)).containsExactly("a1", "a2");
    }

    @Test
    void aFullBatchWaitsForNobody() {
        add(request("a1", A).batched(2, 20), 0);
        add(request("a2", A).batched(2, 20), 1);

        assertThat(leave(1)).containsExactly("a1", "a2");
    }

    @Test
    void whoseBatchNobodyCanJoinWaitsForNobody() {
        add(request("a1", A).batched(8, 20), 0);
        add(request("a2", A).batched(1), 1);

        assertThat(leave(1)).containsExactly("a1");
    }

    @Test
    void theMostImpatientEndsTheWait() {
        add(request("a1", A).batched(8, 20), 0);
        add(request("a2", A).batched(8), 1);

        assertThat(leave(1)).containsExactly("a1", "a2");
    }

    @Test
    void whoWaitsForCompanyHoldsUpNobodyOfAnotherModel() {
        add(request("a1", A).batched(8, 20), 0);
        add(request("b1", B), 1);

        assertThat(leave(1)).containsExactly("b1");
        assertThat(queue.next(1)).isEqualTo(new ReadyQueue.Next.Rest(20 * MILLISECOND - 1));
    }

    @Test
    void whoWasRecalledIsNoCompany() {
        add(request("a1", A).batched(2, 20), 0);
        var recalled = add(request("a2", A).batched(2, 20), 1);
        recalled.execution().endWaiting();

        assertThat(queue.next(2)).isEqualTo(new ReadyQueue.Next.Rest(20 * MILLISECOND - 2));
        assertThat(leave(20 * MILLISECOND)).containsExactly("a1");
    }

    /** For each batch that leaves before one, as many may pass as may run with that batch's first. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void nobodyIsPassedByMoreThanTheBatchesBeforeItMayHold(long seed) {
        var random = new Random(seed);
        var order = new ArrayList<String>();
        var passed = new HashMap<String, Integer>();
        var batchesBefore = new HashMap<String, Integer>();
        var left = new HashSet<String>();
        int most = 4;
        for (int step = 0; step < 200 || left.size() < order.size(); step++) {
            if (step < 200 && random.nextInt(3) > 0) {
                var name = "i" + step;
                add(request(name, random.nextBoolean() ? A : B).batched(1 + random.nextInt(most)), step);
                order.add(name);
            } else if (queue.next(step) instanceof ReadyQueue.Next.Batch(var members)) {
                var names = names(members);
                assertThat(names).as("seed %d", seed).hasSizeLessThanOrEqualTo(most);
                assertThat(left).as("seed %d", seed).doesNotContainAnyElementsOf(names);
                left.addAll(names);
                int last = order.indexOf(names.getLast());
                for (var waiting : order.subList(0, last)) {
                    if (!left.contains(waiting)) {
                        int later = (int) names.stream()
                                .filter(name -> order.indexOf(name) > order.indexOf(waiting))
                                .count();
                        passed.merge(waiting, later, Integer::sum);
                        batchesBefore.merge(waiting, 1, Integer::sum);
                    }
                }
            }
        }

        assertThat(passed)
                .as("seed %d", seed)
                .isNotEmpty()
                .allSatisfy((name, times) ->
                        assertThat(times).isLessThanOrEqualTo(batchesBefore.getOrDefault(name, 0) * (most - 1)));
    }

    private List<String> leave(long nowNanos) {
        var next = queue.next(nowNanos);
        assertThat(next).isInstanceOf(ReadyQueue.Next.Batch.class);
        return names(((ReadyQueue.Next.Batch) next).members());
    }

    private static List<String> names(List<Ready> members) {
        return members.stream()
                .map(member -> member.execution().request().invocation())
                .toList();
    }

    private Ready add(Requests requests, long readyNanos) {
        var request = requests.build();
        var model = new RequestedModel(request.model(), "", request.modelBytes());
        var admission = cache.admit(new Admission.Want(InvocationNames.of(request), model, List.of()));
        var lease = ((Admission.Granted) admission).lease();
        var execution = new Execution(request, lease, Moment.now());
        var ready = new Ready(execution, lease.model().join(), new byte[0], readyNanos);
        queue.add(ready);
        return ready;
    }

    private static Requests request(String invocation, ModelReference model) {
        return new Requests(invocation, model, 7);
    }
}
