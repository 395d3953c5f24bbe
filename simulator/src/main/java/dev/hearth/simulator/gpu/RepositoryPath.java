package dev.hearth.simulator.gpu;

import dev.hearth.scheduling.cluster.ModelId;
import dev.hearth.simulator.time.Timeline;
import java.util.function.ToLongFunction;

/** Loads from the repository: each takes its profiled time, however many there are. */
public final class RepositoryPath implements LoadPath {

    private final Timeline timeline;
    private final ToLongFunction<ModelId> loadNanos;

    public RepositoryPath(Timeline timeline, ToLongFunction<ModelId> loadNanos) {
        this.timeline = timeline;
        this.loadNanos = loadNanos;
    }

    @Override
    public void load(ModelId model, int gpu, Runnable whenDone) {
        timeline.at(timeline.nowNanos() + loadNanos.applyAsLong(model), Timeline.Rank.DEVICE, gpu, whenDone);
    }
}
