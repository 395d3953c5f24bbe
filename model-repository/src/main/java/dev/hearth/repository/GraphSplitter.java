package dev.hearth.repository;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.hearth.contracts.model.ModelManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Turns an ONNX file into an optimised graph without weights and one blob that holds them.
 *
 * <p>The optimisations are those that any processor can run ({@code EXTENDED_OPT}), done once here so that a load does
 * none.
 */
final class GraphSplitter {

    /** Smaller initializers stay in the graph: shapes and scalars that ONNX Runtime reads while it builds a session. */
    private static final String SPLIT_FROM_BYTES = "64";

    private static final long LARGEST_INITIALIZER_BYTES = Integer.MAX_VALUE;

    private GraphSplitter() {}

    /**
     * Writes {@code GRAPH.graph.onnx} and, where there is an initializer large enough, {@code GRAPH.weights.bin}.
     *
     * @throws ModelImportException if the file is not an ONNX model that can be loaded
     */
    static ModelManifest.Graph split(String graph, Path onnx, Path directory) throws IOException {
        var graphFile = directory.resolve(ImportRequest.graphFile(graph));
        var weightsFile = directory.resolve(ImportRequest.weightsFile(graph));
        for (var file : ExternalWeights.files(onnx)) {
            ModelImporter.requireFile(file);
        }
        optimise(onnx, graphFile, weightsFile);
        check(onnx, graphFile);
        var weightsBytes = Files.exists(weightsFile) ? Files.size(weightsFile) : 0;
        if (weightsBytes == 0) {
            Files.deleteIfExists(weightsFile);
            return new ModelManifest.Graph(graph, graphFile.getFileName().toString(), null, 0);
        }
        return new ModelManifest.Graph(
                graph,
                graphFile.getFileName().toString(),
                weightsFile.getFileName().toString(),
                weightsBytes);
    }

    private static void optimise(Path onnx, Path graphFile, Path weightsFile) {
        try (var options = new SessionOptions()) {
            options.setOptimizationLevel(SessionOptions.OptLevel.EXTENDED_OPT);
            options.setOptimizedModelFilePath(graphFile.toString());
            options.addConfigEntry(
                    "session.optimized_model_external_initializers_file_name",
                    weightsFile.getFileName().toString());
            options.addConfigEntry("session.optimized_model_external_initializers_min_size_in_bytes", SPLIT_FROM_BYTES);
            OrtEnvironment.getEnvironment()
                    .createSession(onnx.toString(), options)
                    .close();
        } catch (OrtException e) {
            throw ModelImportException.invalid(
                    onnx + " is not an ONNX model that ONNX Runtime can load: " + e.getMessage(), e);
        }
    }

    private static void check(Path onnx, Path graphFile) throws IOException {
        try {
            OnnxGraph.keepBranchesWhole(graphFile);
            for (var initializer : OnnxGraph.initializers(graphFile)) {
                if (initializer.length() > LARGEST_INITIALIZER_BYTES) {
                    throw new IllegalArgumentException("initializer " + initializer.name() + " has "
                            + initializer.length() + " bytes, more than " + LARGEST_INITIALIZER_BYTES);
                }
            }
        } catch (IllegalArgumentException | InvalidProtocolBufferException e) {
            throw ModelImportException.invalid(onnx + " cannot be imported: " + e.getMessage(), e);
        }
    }
}
