package dev.hearth.simulator.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.scheduling.Command;
import dev.hearth.scheduling.cluster.GpuId;
import dev.hearth.scheduling.cluster.GpuReport.Resident;
import dev.hearth.scheduling.cluster.Invocation;
import dev.hearth.scheduling.cluster.InvocationId;
import dev.hearth.scheduling.cluster.ModelId;
import dev.hearth.simulator.time.Timeline;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A GPU of 100 bytes; models take 40, load in 30 ns and run in 10 ns. */
class SimulatedGpuTest {

    private final Timeline timeline = new Timeline();
    private final List<String> happened = new ArrayList<>();
    private final List<Task> tasks = new ArrayList<>();

    private final GpuListener listener = new GpuListener() {
        @Override
        public void evicted(SimulatedGpu gpu, ModelId model) {
            happened.add(timeline.nowNanos() + " evicted " + model);
        }

        @Override
        public void loaded(SimulatedGpu gpu, Load load) {
            happened.add(timeline.nowNanos() + " loaded " + load.model());
        }

        @Override
        public void finished(SimulatedGpu gpu, Task task) {
            happened.add(timeline.nowNanos() + " finished " + task.invocation().id());
            tasks.add(task);
        }
    };

    private SimulatedGpu gpu = gpu(new Batching(1, 1.0));

    @Test
    void loadsBesideAnInference() {
        dispatch("1", "a");
        passUntil(35);
        load("b");
        dispatch("2", "b");
        dispatch("3", "a");

        finish();

        // The hit on a goes first: b is ready at 65 only, while a's first inference ends at 40.
        assertThat(happened)
                .containsExactly("30 loaded a", "40 finished 1", "50 finished 3", "65 loaded b", "75 finished 2");
        assertThat(gpu.lanes().copyNanos()).isEqualTo(60);
        assertThat(gpu.lanes().computeNanos()).isEqualTo(30);
        assertThat(gpu.lanes().bothNanos()).isEqualTo(15);
    }

    @Test
    void loadsOneModelAtATimeInOrder() {
        dispatch("1", "a");
        dispatch("2", "b");

        finish();

        assertThat(happened).containsExactly("30 loaded a", "40 finished 1", "60 loaded b", "70 finished 2");
    }

    @Test
    void tellsWhatAnInvocationWaitedFor() {
        load("a");
        passUntil(20);
        dispatch("hit", "a");
        dispatch("miss", "b");

        finish();

        Task hit = tasks.getFirst();
        assertThat(hit.miss()).isFalse();
        assertThat(hit.cold()).isTrue();
        assertThat(hit.loadNanos()).isEqualTo(10);
        assertThat(hit.begunNanos()).isEqualTo(30);
        Task miss = tasks.getLast();
        assertThat(miss.loadNanos()).isEqualTo(30);
        assertThat(miss.begunNanos()).isEqualTo(30);
        assertThat(miss.inferenceNanos()).isEqualTo(10);
    }

    @Test
    void runsWhatWaitsForOneModelTogether() {
        gpu = gpu(new Batching(3, 0.5));
        dispatch("1", "a");
        dispatch("2", "a");
        dispatch("3", "a");
        dispatch("4", "a");

        finish();

        assertThat(happened)
                .containsExactly("30 loaded a", "50 finished 1", "50 finished 2", "50 finished 3", "60 finished 4");
    }

    @Test
    void objectsToWhatDoesNotFitBesideWhatIsInUse() {
        dispatch("1", "a");
        load("b");

        assertThat(gpu.objection(model("c"), 40, List.of()))
                .hasValue("c takes 40 bytes, but 20 of 100 bytes are free without []");
        assertThat(gpu.objection(model("c"), 40, List.of(model("a"))))
                .hasValue("victim a of 40 bytes is in use while c of 40 bytes is to be loaded");
        assertThat(gpu.objection(model("c"), 40, List.of(model("b"))))
                .hasValue("victim b of 40 bytes is in use while c of 40 bytes is to be loaded");
        assertThat(gpu.objection(model("c"), 20, List.of())).isEmpty();

        finish();

        assertThat(gpu.objection(model("c"), 40, List.of(model("a")))).isEmpty();
    }

    @Test
    void reportsItsModelsColdestFirstAndItsWork() {
        load("a");
        load("b");
        passUntil(60);
        long before = gpu.report().sequence();
        dispatch("1", "a");

        assertThat(gpu.report().models())
                .containsExactly(new Resident(model("b"), 40, true), new Resident(model("a"), 40, true));
        assertThat(gpu.report().working()).containsExactly(new InvocationId("1"));
        assertThat(gpu.report().sequence()).isGreaterThan(before);

        load("c", "b");

        assertThat(gpu.report().models())
                .containsExactly(new Resident(model("a"), 40, true), new Resident(model("c"), 40, false));
    }

    private SimulatedGpu gpu(Batching batching) {
        LoadPath path = new RepositoryPath(timeline, _ -> 30);
        return new SimulatedGpu(new GpuId("node", 0), 0, 100, timeline, path, _ -> 10, batching, listener);
    }

    private void dispatch(String id, String model) {
        Command.Kind kind = gpu.holds(model(model)) ? Command.Kind.HIT : Command.Kind.MISS;
        Invocation invocation = new Invocation(new InvocationId(id), model(model), 40, 1, Long.MAX_VALUE);
        gpu.dispatch(new Command.Dispatch(invocation, gpu.id(), 1, kind, List.of()), 0);
    }

    private void load(String model, String... victims) {
        List<ModelId> evict = List.of(victims).stream().map(ModelId::new).toList();
        gpu.load(new Command.Load(model(model), 40, gpu.id(), 1, evict), 0);
    }

    private static ModelId model(String name) {
        return new ModelId(name);
    }

    private void passUntil(long nanos) {
        gpu.start();
        timeline.at(nanos, Timeline.Rank.ARRIVAL, 0, () -> {});
        while (timeline.nowNanos() < nanos && timeline.advance()) {
            // Not there yet.
        }
    }

    private void finish() {
        gpu.start();
        while (timeline.advance()) {
            // Something happened.
        }
    }
}
