package dev.hearth.worker.model;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;
import dev.hearth.contracts.model.ModelManifest;
import dev.hearth.repository.ModelRepository;
import dev.hearth.repository.OnnxGraph;
import dev.hearth.worker.device.DeviceMemory;
import dev.hearth.worker.device.GpuDevice;
import dev.hearth.worker.task.Tasks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Loads repository versions: weights straight from their file into device memory, then a session of DJL's ONNX Runtime
 * whose initializers are those very bytes.
 *
 * <p>The graph was optimised when it was imported, so nothing is optimised or prepacked here: either would make a copy
 * of the weights outside the device's account. Every file is compared with its checksum in the manifest.
 */
public final class OnnxModelLoader implements ModelLoader {

    private static final String ENGINE = "OnnxRuntime";

    private final ModelRepository repository;
    private final int threads;
    private final OrtEnvironment environment;
    private final VerifiedFiles files = new VerifiedFiles();

    /** @param threads that one inference uses */
    public OnnxModelLoader(ModelRepository repository, int threads) {
        this.repository = repository;
        this.threads = threads;
        // DJL must be the one that creates ONNX Runtime's environment: an earlier one breaks its engine.
        Engine.getEngine(ENGINE);
        this.environment = OrtEnvironment.getEnvironment();
    }

    @Override
    public String tier() {
        return "repository";
    }

    @Override
    public ResidentModel load(RequestedModel wanted, GpuDevice device) throws ModelLoadException {
        var releases = new Releases();
        try {
            var manifest = manifest(wanted);
            var directory = repository.directory(wanted.reference());
            verifyAllButWeights(manifest, directory);
            var graphs = new HashMap<String, Model>();
            for (var graph : manifest.graphs()) {
                var memory = weights(graph, manifest, device, releases);
                graphs.put(graph.name(), graph(graph, directory, memory, releases));
            }
            var task = releases.add(Tasks.prepare(manifest, directory));
            return new ResidentModel(graphs, task, releases);
        } catch (ModelLoadException e) {
            releases.close();
            throw e;
        } catch (IOException | OrtException | MalformedModelException | RuntimeException | LinkageError e) {
            releases.close();
            throw new ModelLoadException(wanted.reference() + " did not load: " + e.getMessage(), e);
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

    /** The graph's weights in device memory; absent where it has none. */
    private @Nullable DeviceMemory weights(
            ModelManifest.Graph graph, ModelManifest manifest, GpuDevice device, Releases releases) throws IOException {
        var name = graph.weightsFile();
        if (name == null) {
            return null;
        }
        var memory = releases.add(device.allocate(graph.weightsBytes()));
        var file = repository.directory(manifest.reference()).resolve(name);
        files.copy(file, manifest.files().get(name), memory);
        return memory;
    }

    private Model graph(ModelManifest.Graph graph, Path directory, @Nullable DeviceMemory memory, Releases releases)
            throws IOException, OrtException, MalformedModelException {
        var graphFile = directory.resolve(graph.graphFile());
        // Closed in the reverse order: the session before the tensors it reads, those before the memory they lie in.
        var options = releases.add(sessionOptions());
        if (memory != null) {
            supply(graphFile, memory, options, releases);
        }
        var model = releases.add(Model.newInstance(graph.name(), Device.cpu(), ENGINE));
        try (var stream = Files.newInputStream(graphFile)) {
            model.load(stream, Map.of("sessionOptions", options));
        }
        return model;
    }

    private SessionOptions sessionOptions() throws OrtException {
        var options = new SessionOptions();
        try {
            options.setOptimizationLevel(SessionOptions.OptLevel.NO_OPT);
            options.addConfigEntry("session.disable_prepacking", "1");
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            options.setCPUArenaAllocator(false);
            options.setIntraOpNumThreads(threads);
            return options;
        } catch (OrtException e) {
            options.close();
            throw e;
        }
    }

    private void supply(Path graphFile, DeviceMemory memory, SessionOptions options, Releases releases)
            throws IOException, OrtException {
        for (var initializer : OnnxGraph.initializers(graphFile)) {
            var slice = new DeviceMemory.Slice(
                    initializer.elementType(), initializer.shape(), initializer.offset(), initializer.length());
            options.addInitializer(initializer.name(), releases.add(memory.tensor(environment, slice)));
        }
    }
}
