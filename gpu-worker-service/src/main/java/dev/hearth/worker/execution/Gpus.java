package dev.hearth.worker.execution;

import dev.hearth.contracts.worker.GpuState;
import dev.hearth.worker.device.Devices;
import dev.hearth.worker.device.GpuDevice;
import dev.hearth.worker.model.ModelCache;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The worker's GPUs and their two lanes each, one platform thread a lane: loads do not hold up the inference of models
 * that are there.
 */
public final class Gpus implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Gpus.class);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

    private final List<Gpu> all = new ArrayList<>();
    private final List<ExecutorService> loadLanes = new ArrayList<>();

    /** @param cache builds a device's cache over its load lane */
    Gpus(Devices devices, BiFunction<GpuDevice, ExecutorService, ModelCache> cache) {
        for (var device : devices.all()) {
            var loadLane = loadLane("gpu-" + device.index() + "-load");
            var computeLane = new ComputeLane("gpu-" + device.index() + "-compute");
            all.add(new Gpu(cache.apply(device, loadLane), computeLane));
        }
    }

    /** Everything the GPUs hold and do, in order of their index. */
    public List<GpuState> states() {
        return all.stream().map(gpu -> gpu.cache().state()).toList();
    }

    /** What functions ask of their models is another thing than before. */
    public void wishesChanged() {
        all.forEach(gpu -> gpu.cache().wishesChanged());
    }

    boolean has(int index) {
        return index >= 0 && index < all.size();
    }

    Gpu get(int index) {
        return all.get(index);
    }

    private ExecutorService loadLane(String name) {
        var lane = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().name(name).daemon().factory());
        loadLanes.add(lane);
        return lane;
    }

    /** Lets what runs end, within {@link #STOP_TIMEOUT}, and evicts all models. */
    @Override
    public void close() {
        loadLanes.forEach(ExecutorService::shutdown);
        all.forEach(gpu -> gpu.computeLane().shutdown());
        try {
            if (!lanesEnd()) {
                // A model may still run: leave the memory to the process's end rather than pull it away.
                log.warn("a lane did not end within {}; the models stay until the process ends", STOP_TIMEOUT);
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        all.forEach(gpu -> gpu.cache().close());
    }

    private boolean lanesEnd() throws InterruptedException {
        for (var lane : loadLanes) {
            if (!lane.awaitTermination(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                return false;
            }
        }
        for (var gpu : all) {
            if (!gpu.computeLane().awaitEnd(STOP_TIMEOUT)) {
                return false;
            }
        }
        return true;
    }
}
