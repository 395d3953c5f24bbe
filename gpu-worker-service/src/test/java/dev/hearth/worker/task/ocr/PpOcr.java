package dev.hearth.worker.task.ocr;

import ai.djl.engine.Engine;
import dev.hearth.contracts.model.ModelReference;
import dev.hearth.repository.ImportRequest;
import dev.hearth.repository.ModelImporter;
import dev.hearth.repository.ModelRepository;
import dev.hearth.worker.device.HostDevice;
import dev.hearth.worker.model.ModelLoadException;
import dev.hearth.worker.model.OnnxModelLoader;
import dev.hearth.worker.model.RequestedModel;
import dev.hearth.worker.model.ResidentModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The real PP-OCRv4 model, imported into a repository and loaded from there. */
final class PpOcr {

    private static final ModelReference REFERENCE = new ModelReference("ppocr", 1);
    private static final long DEVICE_BYTES = 64L << 20;

    private PpOcr() {}

    /** @param directory empty, and there as long as the model is used */
    static ResidentModel load(Path directory, Map<String, Object> parameters) throws IOException, ModelLoadException {
        // Before the importer makes an environment of its own: DJL's must be the first in a process.
        Engine.getEngine("OnnxRuntime");
        Files.createDirectories(directory);
        var graphs = new LinkedHashMap<String, Path>();
        graphs.put("det", unpack(directory, "ch_PP-OCRv4_det_infer.onnx"));
        graphs.put("cls", unpack(directory, "ch_ppocr_mobile_v2.0_cls_infer.onnx"));
        graphs.put("rec", unpack(directory, "ch_PP-OCRv4_rec_infer.onnx"));
        var keys = new ImportRequest.ExtraFile("keys.txt", unpack(directory, "ppocr_keys_v1.txt"));
        new ModelImporter(directory.resolve("models"))
                .importModel(new ImportRequest("ppocr", 1, "ocr", graphs, List.of(keys), parameters));
        var repository = new ModelRepository(directory.resolve("models"));
        var manifest = repository.find(REFERENCE).orElseThrow();
        var digest = repository.digest(REFERENCE).orElseThrow();
        return new OnnxModelLoader(repository, Runtime.getRuntime().availableProcessors())
                .load(new RequestedModel(REFERENCE, digest, manifest.bytes()), new HostDevice(0, DEVICE_BYTES));
    }

    private static Path unpack(Path directory, String name) {
        var file = directory.resolve(name);
        try (var stream = PpOcr.class.getResourceAsStream("/models/" + name)) {
            if (stream == null) {
                throw new IllegalStateException(name + " is not on the class path");
            }
            Files.copy(stream, file);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
