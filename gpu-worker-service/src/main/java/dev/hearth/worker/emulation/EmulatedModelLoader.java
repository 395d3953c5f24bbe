package dev.hearth.worker.emulation;

import dev.hearth.costs.CostTable;
import dev.hearth.costs.ModelCost;
import dev.hearth.worker.device.GpuDevice;
import dev.hearth.worker.device.OutOfDeviceMemoryException;
import dev.hearth.worker.model.ModelLoadException;
import dev.hearth.worker.model.ModelLoader;
import dev.hearth.worker.model.Releases;
import dev.hearth.worker.model.RequestedModel;
import dev.hearth.worker.model.ResidentModel;
import dev.hearth.worker.model.Tier;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes a model's memory and lets its load time pass; what becomes resident answers after its inference time. */
final class EmulatedModelLoader implements ModelLoader {

    /** What a load from host memory takes beside the move of its bytes. */
    private static final long SETUP_NANOS = 5_000_000;

    private final CostTable costs;
    private final EmulatedTime time;
    private final @Nullable EmulatedLink link;

    /** @param link that loads go over if models lie in host memory; null if they lie in the repository */
    EmulatedModelLoader(CostTable costs, EmulatedTime time, @Nullable EmulatedLink link) {
        this.costs = costs;
        this.time = time;
        this.link = link;
    }

    @Override
    public ResidentModel load(RequestedModel wanted, GpuDevice device) throws ModelLoadException {
        var cost = cost(wanted);
        var releases = new Releases();
        try {
            releases.add(device.allocate(wanted.bytes()));
            move(cost);
            return new ResidentModel(
                    Map.of(),
                    new EmulatedTask(wanted.reference(), time, cost.inferenceNanos()),
                    new ResidentModel.Memory(wanted.bytes(), null),
                    releases,
                    link == null ? Tier.REPOSITORY : Tier.HOST);
        } catch (OutOfDeviceMemoryException e) {
            throw new ModelLoadException(wanted.reference() + " did not load: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            releases.close();
            Thread.currentThread().interrupt();
            throw new ModelLoadException(wanted.reference() + " did not load: the worker ends", e);
        }
    }

    private ModelCost cost(RequestedModel wanted) throws ModelLoadException {
        var cost = costs.find(wanted.reference().name())
                .orElseThrow(() -> new ModelLoadException("profile table " + costs.name() + " has no model '"
                        + wanted.reference().name() + "', and no emulated GPU can tell what it takes"));
        if (cost.bytes() != wanted.bytes()) {
            throw new ModelLoadException(wanted.reference() + " was asked for with " + wanted.bytes()
                    + " bytes; profile table " + costs.name() + " says " + cost.bytes());
        }
        return cost;
    }

    private void move(ModelCost cost) throws InterruptedException {
        if (link == null) {
            time.pass(cost.loadNanos());
        } else {
            time.pass(SETUP_NANOS);
            link.transfer(cost.weightBytes());
        }
    }
}
