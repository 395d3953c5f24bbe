package dev.hearth.worker.model;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.translate.TranslateException;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;
import dev.hearth.repository.ModelRepository;
import dev.hearth.worker.device.DeviceMemory;
import dev.hearth.worker.device.GpuDevice;
import dev.hearth.worker.device.HostMemory;
import dev.hearth.worker.device.OutOfDeviceMemoryException;
import dev.hearth.worker.device.Workspace;
import dev.hearth.worker.device.ort.RunMemory;
import dev.hearth.worker.task.BadInputException;
import dev.hearth.worker.task.Task;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Lays models onto devices: weights from host memory or straight from their file into device memory, then a session of
 * DJL's ONNX Runtime whose initializers are those very bytes.
 *
 * <p>The graph was optimised when it was imported, so nothing is optimised or prepacked here: either would make a copy
 * of the weights outside the device's account.
 */
public final class OnnxModelLoader implements ModelLoader {

    private static final String ENGINE = "OnnxRuntime";

    private final HostModels host;
    private final ModelReader reader;
    private final int threads;
    private final OrtEnvironment environment;

    /**
     * Loads every model from the repository.
     *
     * @param threads that one inference uses
     */
    public OnnxModelLoader(ModelRepository repository, int threads) {
        this(new ModelReader(repository), threads);
    }

    /** Keeps models in host memory. */
    public static OnnxModelLoader staging(ModelRepository repository, int threads, HostMemory memory) {
        var reader = new ModelReader(repository);
        return new OnnxModelLoader(reader, new HostModels(reader, memory, ModelWishes.NONE), threads);
    }

    private OnnxModelLoader(ModelReader reader, int threads) {
        this(reader, new HostModels(reader, null, ModelWishes.NONE), threads);
    }

    /** @param threads that one inference uses */
    OnnxModelLoader(ModelReader reader, HostModels host, int threads) {
        this.reader = reader;
        this.host = host;
        this.threads = threads;
        // DJL must be the one that creates ONNX Runtime's environment: an earlier one breaks its engine.
        Engine.getEngine(ENGINE);
        this.environment = OrtEnvironment.getEnvironment();
    }

    @Override
    public ResidentModel load(RequestedModel wanted, GpuDevice device) throws ModelLoadException {
        var workspace = device.workspace().orElseThrow();
        var releases = new Releases();
        try (var source = host.open(wanted);
                var taken = RunMemory.of(workspace)) {
            try {
                var resident = load(source, device, workspace, releases);
                if (taken.lackedBytes() > 0) {
                    throw noWorkspace(device, taken.lackedBytes());
                }
                return resident;
            } catch (IOException | OrtException | MalformedModelException | RuntimeException | LinkageError e) {
                releases.close();
                // ONNX Runtime has its own words for it.
                throw ModelLoadException.of(
                        wanted.reference(), taken.lackedBytes() == 0 ? e : noWorkspace(device, taken.lackedBytes()));
            }
        }
    }

    private ResidentModel load(HostModels.Source source, GpuDevice device, Workspace workspace, Releases releases)
            throws IOException, OrtException, MalformedModelException {
        var model = source.model();
        var task = model.task();
        releases.add(task.use());
        var graphs = new HashMap<String, Model>();
        long weightsBytes = 0;
        for (var graph : model.graphs()) {
            graphs.put(graph.description().name(), graph(model, graph, device, releases));
            weightsBytes += graph.description().weightsBytes();
        }
        var memory = new ResidentModel.Memory(weightsBytes, workspace);
        var resident = new ResidentModel(graphs, task.task(), memory, releases, source.origin());
        warmUp(resident, model.warmUps());
        return resident;
    }

    private static OutOfDeviceMemoryException noWorkspace(GpuDevice device, long bytes) {
        return new OutOfDeviceMemoryException(
                device.name() + " has no " + bytes + " bytes for what the model needs beside its weights");
    }

    private static void warmUp(ResidentModel resident, List<Task.Input> inputs) {
        for (var input : inputs) {
            try {
                resident.run(input);
            } catch (BadInputException | TranslateException e) {
                throw new IllegalArgumentException("a warm-up input was not answered: " + e.getMessage(), e);
            }
        }
    }

    private Model graph(ReadModel model, ReadModel.Graph graph, GpuDevice device, Releases releases)
            throws IOException, OrtException, MalformedModelException {
        // Closed in the reverse order: the session before the tensors it reads, those before the memory they lie in.
        if (graph.description().weightsFile() == null) {
            return session(graph, releases.add(sessionOptions(device)), releases);
        }
        var memory = releases.add(device.allocate(graph.description().weightsBytes()));
        reader.copyWeights(model, graph, memory);
        var options = releases.add(sessionOptions(device));
        supply(graph, memory, options, releases);
        return session(graph, options, releases);
    }

    private static Model session(ReadModel.Graph graph, SessionOptions options, Releases releases)
            throws IOException, MalformedModelException {
        var session = releases.add(Model.newInstance(graph.description().name(), Device.cpu(), ENGINE));
        session.load(new ByteArrayInputStream(graph.onnx()), Map.of("sessionOptions", options));
        // DJL makes an empty folder for each model it reads from a stream, and leaves it to the end of the process.
        Files.deleteIfExists(session.getModelPath());
        return session;
    }

    private SessionOptions sessionOptions(GpuDevice device) throws OrtException {
        var options = new SessionOptions();
        try {
            options.setOptimizationLevel(SessionOptions.OptLevel.NO_OPT);
            options.addConfigEntry("session.disable_prepacking", "1");
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            options.setCPUArenaAllocator(false);
            device.prepare(options);
            options.setIntraOpNumThreads(threads);
            return options;
        } catch (OrtException e) {
            options.close();
            throw e;
        }
    }

    private void supply(ReadModel.Graph graph, DeviceMemory memory, SessionOptions options, Releases releases)
            throws OrtException {
        for (var initializer : graph.initializers()) {
            var slice = new DeviceMemory.Slice(
                    initializer.elementType(), initializer.shape(), initializer.offset(), initializer.length());
            options.addInitializer(initializer.name(), releases.add(memory.tensor(environment, slice)));
        }
    }
}
