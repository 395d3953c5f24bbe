package dev.hearth.worker.model;

import dev.hearth.contracts.model.ModelManifest;
import dev.hearth.repository.OnnxGraph;
import dev.hearth.worker.device.HostBlock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model as it lies in host memory: read, compared with its checksums, and ready to be laid onto devices.
 *
 * @param releases what it holds; closed by whoever read it, after the last load from it
 */
record ReadModel(ModelManifest manifest, List<Graph> graphs, SharedTask task, Releases releases)
        implements AutoCloseable {

    ReadModel {
        graphs = List.copyOf(graphs);
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
