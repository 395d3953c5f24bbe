package dev.hearth.worker.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.contracts.model.ModelReference;
import dev.hearth.contracts.worker.GpuState;
import dev.hearth.contracts.worker.Refusal.Reason;
import dev.hearth.worker.FakeLoader;
import dev.hearth.worker.RecordedResidency;
import dev.hearth.worker.device.HostDevice;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelCacheTest {

    private static final ModelReference A = new ModelReference("a", 1);
    private static final ModelReference B = new ModelReference("b", 1);
    private static final ModelReference C = new ModelReference("c", 1);
    private static final ModelReference D = new ModelReference("d", 1);
    private static final int LIMIT = 4;

    private final HostDevice device = new HostDevice(0, 100);
    private final FakeLoader loader = new FakeLoader();
    private final RecordedResidency heard = new RecordedResidency();
    private final PlayedWishes wishes = new PlayedWishes();
    private final Queue<Runnable> loadLane = new ArrayDeque<>();
    private final ModelCache cache =
            new ModelCache(device, loader, loadLane::add, heard, () -> Instant.ofEpochMilli(42), LIMIT, wishes);

    @Test
    void takesAModelThroughItsStates() {
        assertThat(cache.state().models()).isEmpty();

        var lease = granted(admit("i1", A, 40));
        assertThat(lease.startedLoad()).isTrue();
        assertThat(states()).containsExactly("a:1 loading");
        assertThat(cache.state().running()).containsExactly("i1");
        assertThat(cache.state().memory()).isEqualTo(new GpuState.Memory(100, 0, 0, 40, 60, 0));

        runLoads();
        assertThat(lease.model()).isCompleted();
        assertThat(states()).containsExactly("a:1 in-use");
        assertThat(cache.state().queued()).containsExactly("i1");
        assertThat(cache.state().memory()).isEqualTo(new GpuState.Memory(100, 40, 0, 0, 60, 0));

        lease.start();
        assertThat(cache.state().running()).containsExactly("i1");
        assertThat(cache.state().models().getFirst().lastUsedEpochMillis()).isEqualTo(42);

        lease.release();
        assertThat(states()).containsExactly("a:1 ready");
        assertThat(cache.state().running()).isEmpty();
        assertThat(heard.events()).singleElement().isInstanceOf(ResidencyEvent.Loaded.class);
    }

    @Test
    void raisesTheSequenceWithEveryChange() {
        var seen = new ArrayList<Long>();
        seen.add(cache.state().sequence());
        var lease = granted(admit("i1", A, 40));
        seen.add(cache.state().sequence());
        runLoads();
        seen.add(cache.state().sequence());
        lease.start();
        seen.add(cache.state().sequence());
        lease.release();
        seen.add(cache.state().sequence());

        assertThat(seen).isSorted().doesNotHaveDuplicates();
        assertThat(heard.changes()).isEqualTo(4);
    }

    @Test
    void sharesOneLoadAmongFiftyConcurrentInvocations() throws Exception {
        try (var lane = Executors.newSingleThreadExecutor();
                var callers = Executors.newFixedThreadPool(50)) {
            var shared = new ModelCache(device, loader, lane, heard, () -> Instant.EPOCH, 50, ModelWishes.NONE);

            var leases = callers
                    .invokeAll(IntStream.range(0, 50)
                            .mapToObj(i -> (Callable<Lease>) () -> granted(shared.admit(want("i" + i, A, 40))))
                            .toList())
                    .stream()
                    .map(Future::resultNow)
                    .toList();

            for (var lease : leases) {
                assertThat(lease.model().get())
                        .isSameAs(leases.getFirst().model().get());
            }
            assertThat(leases).filteredOn(Lease::startedLoad).hasSize(1);
            assertThat(loader.loads()).containsExactly(A);
            assertThat(device.freeBytes()).isEqualTo(60);
        }
    }

    @Test
    void keepsTheColdestModelFirst() {
        use(A, 30);
        use(B, 30);
        use(C, 30);
        use(A, 30);

        assertThat(cache.state().models()).extracting(GpuState.Resident::model).containsExactly(B, C, A);
    }

    @Test
    void evictsTheNamedVictimsAndGivesTheirBytesToTheLoad() {
        use(A, 60);
        use(B, 30);

        var lease = granted(admit("i1", C, 70, A));
        assertThat(states()).containsExactlyInAnyOrder("a:1 evicting", "b:1 ready", "c:1 loading");
        // 10 of the 70 promised bytes are free; the rest is still being released.
        assertThat(cache.state().memory()).isEqualTo(new GpuState.Memory(100, 30, 0, 10, 0, 60));
        runLoads();

        assertThat(lease.model()).isCompleted();
        assertThat(states()).containsExactlyInAnyOrder("b:1 ready", "c:1 in-use");
        assertThat(device.freeBytes()).isZero();
        assertThat(heard.events()).contains(new ResidencyEvent.Evicted(0, A, 60, "capacity", "i1", C, 0));
    }

    @Test
    void evictsNoMoreOfTheNamedVictimsThanItNeeds() {
        use(A, 20);
        use(B, 50);
        use(C, 20);

        granted(admit("i1", D, 40, A, B, C));
        runLoads();

        assertThat(states()).containsExactlyInAnyOrder("a:1 ready", "c:1 ready", "d:1 in-use");
    }

    @Test
    void makesRoomOnceWhenTheDeviceHasNoMemoryAfterAll() {
        use(A, 30);
        use(B, 30);
        loader.runOutOfMemory(1);

        var lease = granted(admit("i1", C, 20));
        runLoads();

        assertThat(lease.model()).isCompleted();
        assertThat(states()).containsExactlyInAnyOrder("b:1 ready", "c:1 in-use");
        assertThat(heard.events()).contains(new ResidencyEvent.Evicted(0, A, 30, "out-of-memory", "i1", C, 0));
        assertThat(cache.state().quarantined()).isEmpty();
    }

    @Test
    void keepsWhatIsWishedToStayWhoeverNeedsTheRoom() {
        use(A, 40);
        use(B, 40);
        var before = cache.state().sequence();
        wishes.keep(A, ModelWishes.ALWAYS);
        wishes.keep(B, 42);
        cache.wishesChanged();

        assertThat(cache.state().sequence()).isGreaterThan(before);
        assertThat(cache.state().models())
                .extracting(GpuState.Resident::keptUntilEpochMillis)
                .containsExactly(ModelWishes.ALWAYS, 42L);
        var refusal = refused(admit("i1", C, 60, A));
        assertThat(refusal.reason()).isEqualTo(Reason.VICTIM_PINNED);
        assertThat(refusal.detail()).isEqualTo("model://a:1 is kept here and cannot make room");
        // The time of the other is over, for want of memory too.
        loader.runOutOfMemory(1);
        granted(admit("i2", C, 20));
        runLoads();
        assertThat(states()).containsExactlyInAnyOrder("a:1 ready", "c:1 in-use");
    }

    @Test
    void countsWhatARunTookAsWhatTheModelNeeds() {
        use(A, 40);
        var lease = granted(admit("i1", A, 40));

        lease.ran(1_000);
        lease.ran(1_050);
        lease.ran(900);
        lease.ran(2_000);

        assertThat(heard.errors()).containsExactly(new SizeError(A, SizeError.Kind.WORKSPACE, 1_050, 2_000));
    }

    @Test
    void quarantinesAModelForWhichThatIsNotEnoughAndGoesOnWithTheOthers() {
        use(A, 30);
        loader.runOutOfMemory(2);

        var lease = granted(admit("i1", C, 20));
        runLoads();
        lease.release();

        assertThat(lease.model()).isCompletedExceptionally();
        assertThat(cache.state().quarantined())
                .containsExactly(new GpuState.Quarantined(C, "model://c:1 did not load: no memory"));
        var refusal = refused(admit("i2", C, 20));
        assertThat(refusal.reason()).isEqualTo(Reason.QUARANTINED);
        assertThat(refusal.detail()).isEqualTo("model://c:1 is quarantined here: model://c:1 did not load: no memory");
        assertThat(device.freeBytes()).isEqualTo(100);
        use(B, 100);
        assertThat(states()).containsExactly("b:1 ready");
    }

    @Test
    void neverEvictsAModelThatIsInUse() {
        var pinned = granted(admit("i1", A, 60));
        runLoads();

        assertThat(refused(admit("i2", B, 70, A)).reason()).isEqualTo(Reason.VICTIM_PINNED);
        assertThat(states()).containsExactly("a:1 in-use");

        pinned.release();
        assertThat(admit("i2", B, 70, A)).isInstanceOf(Admission.Granted.class);
    }

    @Test
    void neverEvictsAModelThatIsLoading() {
        var lease = granted(admit("i1", A, 60));
        lease.release();

        assertThat(refused(admit("i2", B, 70, A)).reason()).isEqualTo(Reason.VICTIM_PINNED);
    }

    @Test
    void leavesVictimsAloneWhenTheModelIsThereAlready() {
        use(A, 40);
        use(B, 40);

        var lease = granted(admit("i1", B, 40, A));

        assertThat(lease.startedLoad()).isFalse();
        assertThat(states()).containsExactlyInAnyOrder("a:1 ready", "b:1 in-use");
    }

    @Test
    void evictsNobodyWhenEvenThatDoesNotMakeRoom() {
        use(A, 30);
        var pinned = granted(admit("i1", B, 50));
        runLoads();

        var refusal = refused(admit("i2", C, 60, A));

        assertThat(refusal.reason()).isEqualTo(Reason.NO_MEMORY);
        assertThat(refusal.detail()).contains("60 bytes", "100", "50");
        assertThat(states()).containsExactlyInAnyOrder("a:1 ready", "b:1 in-use");
        pinned.release();
    }

    @Test
    void loadsWhatWasPlannedAsAHitIfItFitsByItself() {
        use(A, 60);

        assertThat(granted(admit("i1", B, 40)).startedLoad()).isTrue();
        assertThat(refused(admit("i2", C, 1)).reason()).isEqualTo(Reason.NOT_RESIDENT);
        assertThat(refused(admit("i3", new ModelReference("huge", 1), 101)).reason())
                .isEqualTo(Reason.NO_MEMORY);
    }

    @Test
    void countsPromisedBytesBeforeTheLoadBegins() {
        admit("i1", A, 60);

        assertThat(refused(admit("i2", B, 41)).reason()).isEqualTo(Reason.NOT_RESIDENT);
        assertThat(admit("i3", C, 40)).isInstanceOf(Admission.Granted.class);
    }

    @Test
    void countsBytesBeingReleasedAsRoomForTheNextLoad() {
        use(A, 100);
        var first = granted(admit("i1", B, 30, A));
        var second = granted(admit("i2", C, 70));

        runLoads();

        assertThat(first.model()).isCompleted();
        assertThat(second.model()).isCompleted();
        assertThat(device.freeBytes()).isZero();
    }

    @Test
    void refusesAModelThatIsBeingEvicted() {
        use(A, 60);
        admit("i1", B, 60, A);

        assertThat(refused(admit("i2", A, 60)).reason()).isEqualTo(Reason.EVICTING);
        runLoads();
        assertThat(granted(admit("i3", A, 40)).startedLoad()).isTrue();
    }

    @Test
    void boundsItsLocalQueue() {
        use(A, 60);
        var running = granted(admit("i0", A, 60));
        running.start();
        for (int i = 1; i <= LIMIT; i++) {
            granted(admit("i" + i, A, 60));
        }

        assertThat(refused(admit("late", A, 60)).reason()).isEqualTo(Reason.QUEUE_FULL);
        assertThat(cache.state().running()).containsExactly("i0");
        assertThat(cache.state().queued()).containsExactly("i1", "i2", "i3", "i4");
    }

    @Test
    void failsAllWaitersOfABrokenLoadAtOnceAndFreesItsBytes() {
        loader.breakDown(A);
        var first = granted(admit("i1", A, 60));
        var second = granted(admit("i2", A, 60));

        runLoads();

        assertThat(first.model()).isCompletedExceptionally();
        assertThat(second.model()).isCompletedExceptionally();
        assertThat(cache.state().models()).isEmpty();
        assertThat(device.freeBytes()).isEqualTo(100);
        assertThat(heard.events()).containsExactly(new ResidencyEvent.LoadFailed(0, A, "model://a:1 is broken", "i1"));

        first.release();
        second.release();
        loader.mend(A);
        var again = granted(admit("i3", A, 60));
        runLoads();
        assertThat(again.model()).isCompleted();
    }

    @Test
    void givesAllBytesBackAtTheEnd() {
        use(A, 60);
        use(B, 40);

        cache.close();

        assertThat(device.freeBytes()).isEqualTo(100);
        assertThat(cache.state().models()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15})
    void keepsItsAccountUnderRandomLoadsEvictionsAndFailures(long seed) {
        var random = new Random(seed);
        var leases = new ArrayList<Lease>();
        for (int step = 0; step < 2_000; step++) {
            switch (random.nextInt(4)) {
                case 0, 1 -> {
                    var model = model(random.nextInt(8));
                    var evict = random.ints(random.nextInt(4), 0, 8)
                            .mapToObj(ModelCacheTest::model)
                            .toList();
                    long bytes = 10 + 5L * (model.name().charAt(1) - '0');
                    var want = new Admission.Want("i" + step, new RequestedModel(model, "", bytes), evict);
                    if (cache.admit(want) instanceof Admission.Granted(var lease)) {
                        leases.add(lease);
                    }
                    if (random.nextInt(10) == 0) {
                        loader.breakDown(model);
                    } else {
                        loader.mend(model);
                    }
                }
                case 2 -> {
                    if (!loadLane.isEmpty()) {
                        loadLane.remove().run();
                    }
                }
                default -> {
                    if (!leases.isEmpty()) {
                        leases.remove(random.nextInt(leases.size())).release();
                    }
                }
            }
            assertAccount(seed, step, leases);
        }
        leases.forEach(Lease::release);
        runLoads();
        cache.close();
        assertThat(device.freeBytes()).as("seed %d", seed).isEqualTo(100);
    }

    private void assertAccount(long seed, int step, List<Lease> leases) {
        var state = cache.state();
        var memory = state.memory();
        assertThat(memory.weightsBytes() + memory.reservedBytes() + memory.freeBytes() + memory.releasingBytes())
                .as("seed %d step %d", seed, step)
                .isEqualTo(100);
        assertThat(memory.freeBytes()).as("seed %d step %d", seed, step).isNotNegative();
        assertThat(memory.reservedBytes()).as("seed %d step %d", seed, step).isNotNegative();
        // What is on the device is what is loaded and not yet released, to the byte.
        assertThat(100 - device.freeBytes())
                .as("seed %d step %d", seed, step)
                .isEqualTo(memory.weightsBytes() + memory.releasingBytes());
        assertThat(leases)
                .as("seed %d step %d", seed, step)
                .allSatisfy(lease -> assertThat(lease.residency().is(Residency.Phase.EVICTING))
                        .isFalse());
    }

    private static ModelReference model(int number) {
        return new ModelReference("m" + number, 1);
    }

    private void use(ModelReference model, long bytes) {
        var lease = granted(admit("use-" + model.name(), model, bytes));
        runLoads();
        lease.start();
        lease.release();
    }

    private Admission admit(String invocation, ModelReference model, long bytes, ModelReference... evict) {
        return cache.admit(want(invocation, model, bytes, evict));
    }

    private static Admission.Want want(String invocation, ModelReference model, long bytes, ModelReference... evict) {
        return new Admission.Want(invocation, new RequestedModel(model, "", bytes), List.of(evict));
    }

    private static Lease granted(Admission admission) {
        assertThat(admission).isInstanceOf(Admission.Granted.class);
        return ((Admission.Granted) admission).lease();
    }

    private static Admission.Refused refused(Admission admission) {
        assertThat(admission).isInstanceOf(Admission.Refused.class);
        return (Admission.Refused) admission;
    }

    private List<String> states() {
        return cache.state().models().stream()
                .map(resident ->
                        resident.model().shortName() + " " + resident.state().wireName())
                .toList();
    }

    private void runLoads() {
        while (!loadLane.isEmpty()) {
            loadLane.remove().run();
        }
    }

    private static final class PlayedWishes implements ModelWishes {

        private final Map<ModelReference, Long> kept = new HashMap<>();

        void keep(ModelReference model, long untilEpochMillis) {
            kept.put(model, untilEpochMillis);
        }

        @Override
        public long keptUntilEpochMillis(ModelReference model, long lastUsedEpochMillis) {
            return kept.getOrDefault(model, MAY_LEAVE);
        }

        @Override
        public boolean staysInHostMemory(ModelReference model) {
            return false;
        }
    }
}
