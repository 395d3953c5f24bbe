package dev.hearth.worker;

import ai.djl.Model;
import dev.hearth.contracts.model.ModelReference;
import dev.hearth.worker.device.GpuDevice;
import dev.hearth.worker.device.OutOfDeviceMemoryException;
import dev.hearth.worker.device.Workspace;
import dev.hearth.worker.model.ModelLoadException;
import dev.hearth.worker.model.ModelLoader;
import dev.hearth.worker.model.Releases;
import dev.hearth.worker.model.RequestedModel;
import dev.hearth.worker.model.ResidentModel;
import dev.hearth.worker.model.Tier;
import dev.hearth.worker.task.BadInputException;
import dev.hearth.worker.task.BatchTask;
import dev.hearth.worker.task.Task;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Loads models that take real device memory and answer with whatever the test wants. */
public final class FakeLoader implements ModelLoader {

    private final List<ModelReference> loads = new CopyOnWriteArrayList<>();
    private final Set<ModelReference> broken = ConcurrentHashMap.newKeySet();
    private final AtomicInteger outOfMemory = new AtomicInteger();
    private final List<List<String>> runs = new CopyOnWriteArrayList<>();
    private volatile @Nullable Workspace workspace;
    private volatile boolean together = true;
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile Behaviour behaviour = input -> new Task.Answer("text/plain", input.body());

    /** The models loaded, in order. */
    public List<ModelReference> loads() {
        return loads;
    }

    /** The bodies that ran together, in order. */
    public List<List<String>> runs() {
        return runs;
    }

    /** From now on models run each input by itself. */
    public void runOneByOne() {
        together = false;
    }

    /** Models loaded from now on run in this workspace. */
    public void runIn(Workspace wanted) {
        workspace = wanted;
    }

    /** From now on loads of this model fail. */
    public void breakDown(ModelReference model) {
        broken.add(model);
    }

    /** From now on the model loads again. */
    public void mend(ModelReference model) {
        broken.remove(model);
    }

    /** The next so many loads find no memory on the device. */
    public void runOutOfMemory(int times) {
        outOfMemory.set(times);
    }

    /** What every model does; at first it answers with its input. */
    public void behave(Behaviour wanted) {
        behaviour = wanted;
    }

    /** Loads that begin from now on wait until the latch is open. */
    public void holdLoads(CountDownLatch until) {
        gate = until;
    }

    @Override
    public ResidentModel load(RequestedModel model, GpuDevice device) throws ModelLoadException {
        loads.add(model.reference());
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ModelLoadException("interrupted", e);
        }
        if (broken.contains(model.reference())) {
            throw new ModelLoadException(model.reference() + " is broken");
        }
        if (outOfMemory.getAndUpdate(times -> Math.max(0, times - 1)) > 0) {
            throw new ModelLoadException(
                    model.reference() + " did not load: no memory", new OutOfDeviceMemoryException("no memory"));
        }
        var releases = new Releases();
        releases.add(device.allocate(model.bytes()));
        return new ResidentModel(
                Map.of(),
                new BehavingTask(),
                new ResidentModel.Memory(model.bytes(), workspace),
                releases,
                Tier.REPOSITORY);
    }

    /** What a model does with an input. */
    @FunctionalInterface
    public interface Behaviour {
        Task.Answer answer(Task.Input input) throws BadInputException;
    }

    private final class BehavingTask extends BatchTask<Task.Input> {
        @Override
        public boolean runsTogether() {
            return together;
        }

        @Override
        protected Input prepare(Input input, Arena arena) {
            return input;
        }

        @Override
        protected List<Answer> infer(Map<String, Model> graphs, List<Input> inputs) throws BadInputException {
            runs.add(inputs.stream()
                    .map(input -> new String(input.body(), StandardCharsets.UTF_8))
                    .toList());
            var answers = new ArrayList<Answer>();
            for (var input : inputs) {
                answers.add(behaviour.answer(input));
            }
            return answers;
        }

        @Override
        public void close() {
            // Holds nothing.
        }
    }
}
