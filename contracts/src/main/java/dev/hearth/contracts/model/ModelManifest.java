package dev.hearth.contracts.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code model.yaml} says of one repository version.
 *
 * @param task one of the tasks the worker knows: {@code text-embedding}, {@code ocr}, {@code image-classification},
 *     {@code tensor}; or {@code emulated}, without graphs, which only emulated GPUs run
 * @param bytes device memory the weights of all graphs take
 * @param graphs in the order they were imported; a plain model has one
 * @param files sha256 (lower-case hex) of each file beside model.yaml, by file name
 * @param parameters what the task's pre- and post-processing needs, e.g. {@code pooling: mean}
 */
public record ModelManifest(
        String name,
        int version,
        String task,
        long bytes,
        List<Graph> graphs,
        Map<String, String> files,
        Map<String, Object> parameters) {

    public ModelManifest {
        graphs = graphs == null ? List.of() : List.copyOf(graphs);
        files = files == null ? new LinkedHashMap<>() : new LinkedHashMap<>(files);
        parameters = parameters == null ? Map.of() : new LinkedHashMap<>(parameters);
    }

    /**
     * One ONNX graph and the blob that holds its weights.
     *
     * @param name {@code model} where there is only one, else e.g. {@code det}
     * @param graphFile the graph without weights
     * @param weightsFile absent where no initializer was large enough to be split off
     * @param weightsBytes length of the weights file, 0 without one
     */
    public record Graph(
            String name, String graphFile, @Nullable String weightsFile, long weightsBytes) {}

    public ModelReference reference() {
        return new ModelReference(name, version);
    }
}
