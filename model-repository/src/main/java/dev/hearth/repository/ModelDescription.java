package dev.hearth.repository;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.hearth.repository.ImportRequest.ExtraFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * {@code model.yml}: how a model is made of files beside it.
 *
 * <pre>
 * name: ppocr
 * version: 1
 * task: ocr
 * graphs: {det: det.onnx, rec: rec.onnx}     # or  graph: model.onnx
 * files: {keys.txt: some-keys.txt}
 * parameters: {scale: 2}
 * </pre>
 *
 * Every key may be left out where the import names its value.
 *
 * @param graphs graph name to file
 * @param files name in the repository to file
 */
record ModelDescription(
        @Nullable String name,
        @Nullable Integer version,
        @Nullable String task,
        @Nullable String graph,
        @Nullable Map<String, String> graphs,
        @Nullable Map<String, String> files,
        @Nullable Map<String, Object> parameters) {

    /** Its name in a folder or an archive. */
    static final String FILE = "model.yml";

    private static final long LONGEST_BYTES = 1 << 20;
    private static final YAMLMapper MAPPER = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .changeDefaultPropertyInclusion(value -> value.withValueInclusion(JsonInclude.Include.NON_NULL))
            .build();

    /** @throws ModelImportException naming the file and what is wrong in it */
    static ModelDescription read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw ModelImportException.invalid(file + " is not a file; expected a model.yml", null);
        }
        if (Files.size(file) > LONGEST_BYTES) {
            throw ModelImportException.invalid(file + " is larger than 1 MiB; expected a model.yml", null);
        }
        try {
            var description = MAPPER.readValue(Files.readAllBytes(file), ModelDescription.class);
            if (description == null) {
                throw ModelImportException.invalid(file + " is empty; expected a model.yml", null);
            }
            return description;
        } catch (JacksonException e) {
            throw ModelImportException.invalid(file + " is not a valid model.yml: " + e.getOriginalMessage(), e);
        }
    }

    /** Describes a request whose files lie beside the description under these names. */
    static ModelDescription of(ImportRequest request, Map<String, String> graphs, Map<String, String> files) {
        return new ModelDescription(
                request.name(), request.version(), request.task(), null, graphs, files, request.parameters());
    }

    /** As a file holds it. */
    byte[] bytes() {
        return MAPPER.writeValueAsBytes(this);
    }

    /**
     * What is to be imported.
     *
     * @param folder that the files are named from
     * @param mayClimb whether a file may lie outside it
     * @throws ModelImportException if something is neither described nor wished, or a file lies outside
     */
    ImportRequest request(Path folder, boolean mayClimb, ImportWishes wishes) {
        var parametersMade = new LinkedHashMap<String, Object>(parameters == null ? Map.of() : parameters);
        parametersMade.putAll(wishes.parameters());
        var graphFiles = new LinkedHashMap<String, Path>();
        graphNames().forEach((graphName, file) -> graphFiles.put(graphName, resolve(folder, file, mayClimb)));
        return new ImportRequest(
                required("name", wishes.name(), name),
                required("version", wishes.version(), version),
                required("task", wishes.task(), task),
                graphFiles,
                extraFiles(folder, mayClimb, wishes.extraFiles()),
                parametersMade);
    }

    private Map<String, String> graphNames() {
        if ((graph == null) == (graphs == null)) {
            throw ModelImportException.invalid("the model's description has to name either graph or graphs", null);
        }
        return graphs == null ? Map.of(ImportRequest.SINGLE_GRAPH, String.valueOf(graph)) : graphs;
    }

    private List<ExtraFile> extraFiles(Path folder, boolean mayClimb, List<ExtraFile> wished) {
        var extras = new LinkedHashMap<String, ExtraFile>();
        if (files != null) {
            files.forEach((target, file) -> extras.put(target, new ExtraFile(target, resolve(folder, file, mayClimb))));
        }
        wished.forEach(extra -> extras.put(extra.targetName(), extra));
        return new ArrayList<>(extras.values());
    }

    private static Path resolve(Path folder, String file, boolean mayClimb) {
        var root = folder.toAbsolutePath().normalize();
        var resolved = root.resolve(file).normalize();
        if (!mayClimb && !resolved.startsWith(root)) {
            throw ModelImportException.invalid(
                    "file '" + file + "' of the model's description lies outside of it", null);
        }
        return resolved;
    }

    private static <T> T required(String what, @Nullable T wished, @Nullable T described) {
        var value = wished == null ? described : wished;
        if (value == null) {
            throw ModelImportException.invalid(
                    "the import names no " + what + ", and neither does a " + FILE + " of the model", null);
        }
        return value;
    }
}
