package dev.hearth.worker.model;

import dev.hearth.contracts.model.ModelManifest;
import dev.hearth.repository.OnnxGraph;
import dev.hearth.worker.device.HostBlock;
import dev.hearth.worker.task.Task;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model as it lies in host memory: read, compared with its checksums, and ready to be laid onto devices.
 *
 * @param warmUps what it is run on before it counts as loaded
 * @param releases what it holds; closed by whoever read it, after the last load from it
 */
record ReadModel(
        ModelManifest manifest, List<Graph> graphs, SharedTask task, List<Task.Input> warmUps, Releases releases)
        implements AutoCloseable {

    ReadModel {
        graphs = List.copyOf(graphs);
        warmUps = List.copyOf(warmUps);
    }

    /** Frees the weights at once, and the task when no device uses it any more. */
    @Override
    public void close() {
        releases.close();
    }

    /**
     * @param onnx the graph without weights
     * @param weights absent if they were left in the repository, or there are none
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record Graph(
            ModelManifest.Graph description,
            byte[] onnx,
            List<OnnxGraph.Initializer> initializers,
            @Nullable HostBlock weights) {}
}
