package dev.hearth.worker.model;

import dev.hearth.contracts.model.ModelManifest;
import dev.hearth.repository.ModelRepository;
import dev.hearth.repository.OnnxGraph;
import dev.hearth.worker.device.DeviceMemory;
import dev.hearth.worker.device.HostBlock;
import dev.hearth.worker.device.HostMemory;
import dev.hearth.worker.task.Tasks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads models from the repository; every file is compared with its checksum in the manifest. Thread-safe. */
final class ModelReader {

    private final ModelRepository repository;
    private final VerifiedFiles files = new VerifiedFiles();

    ModelReader(ModelRepository repository) {
        this.repository = repository;
    }

    /**
     * Reads a model, and its weights too if there is memory for them.
     *
     * @param memory where the weights go; null leaves them in the repository
     * @throws ModelLoadException if the model is not there, is not what was asked for, or is damaged; nothing is held then
     */
    ReadModel read(RequestedModel wanted, @Nullable HostMemory memory) throws ModelLoadException {
        var manifest = manifest(wanted);
        var directory = repository.directory(wanted.reference());
        var releases = new Releases();
        try {
            verifyAllButWeights(manifest, directory);
            var graphs = new ArrayList<ReadModel.Graph>();
            for (var graph : manifest.graphs()) {
                graphs.add(graph(graph, manifest, memory, releases));
            }
            var task = new SharedTask(Tasks.prepare(manifest, directory));
            releases.add(task.use());
            return new ReadModel(manifest, graphs, task, WarmUp.inputs(manifest, directory), releases);
        } catch (IOException | RuntimeException | LinkageError e) {
            releases.close();
            throw ModelLoadException.of(wanted.reference(), e);
        }
    }

    /** Fills device memory with a graph's weights, from wherever they are. */
    void copyWeights(ReadModel model, ReadModel.Graph graph, DeviceMemory target) throws IOException {
        var weights = graph.weights();
        if (weights != null) {
            target.copyFrom(weights);
            return;
        }
        var name = graph.description().weightsFile();
        if (name != null) {
            var file = repository.directory(model.manifest().reference()).resolve(name);
            files.copy(file, model.manifest().files().get(name), target);
        }
    }

    private ModelManifest manifest(RequestedModel wanted) throws ModelLoadException {
        var model = wanted.reference();
        ModelManifest manifest;
        String digest;
        try {
            manifest = repository.find(model).orElse(null);
            digest = repository.digest(model).orElse("");
        } catch (UncheckedIOException e) {
            throw new ModelLoadException(model + " cannot be read: " + e.getMessage(), e);
        }
        if (manifest == null) {
            throw new ModelLoadException(model + " is not in the repository of this worker");
        }
        if (!digest.equals(wanted.digest()) || manifest.bytes() != wanted.bytes()) {
            throw new ModelLoadException(model + " was asked for with digest '" + wanted.digest() + "' and "
                    + wanted.bytes() + " bytes; the repository of this worker has " + digest + " and "
                    + manifest.bytes());
        }
        return manifest;
    }

    private void verifyAllButWeights(ModelManifest manifest, Path directory) throws IOException {
        var weights =
                manifest.graphs().stream().map(ModelManifest.Graph::weightsFile).toList();
        for (var file : manifest.files().entrySet()) {
            if (!weights.contains(file.getKey())) {
                files.verify(directory.resolve(file.getKey()), file.getValue());
            }
        }
        for (var graph : manifest.graphs()) {
            files.verify(directory.resolve(graph.graphFile()), manifest.files().get(graph.graphFile()));
        }
    }

    private ReadModel.Graph graph(
            ModelManifest.Graph graph, ModelManifest manifest, @Nullable HostMemory memory, Releases releases)
            throws IOException {
        var directory = repository.directory(manifest.reference());
        var onnx = Files.readAllBytes(directory.resolve(graph.graphFile()));
        var initializers = OnnxGraph.initializers(onnx);
        requireWithinWeights(initializers, graph);
        HostBlock weights = null;
        var name = graph.weightsFile();
        if (name != null && memory != null) {
            weights = releases.add(memory.allocate(graph.weightsBytes()));
            files.copy(directory.resolve(name), manifest.files().get(name), weights);
        }
        return new ReadModel.Graph(graph, onnx, initializers, weights);
    }

    private static void requireWithinWeights(List<OnnxGraph.Initializer> initializers, ModelManifest.Graph graph) {
        for (var initializer : initializers) {
            if (initializer.offset() < 0 || initializer.length() > graph.weightsBytes() - initializer.offset()) {
                throw new IllegalArgumentException("initializer " + initializer.name() + " of graph " + graph.name()
                        + " lies at " + initializer.offset() + " with " + initializer.length()
                        + " bytes, but its weights have " + graph.weightsBytes());
            }
        }
    }
}
