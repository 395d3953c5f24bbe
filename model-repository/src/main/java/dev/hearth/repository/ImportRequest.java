package dev.hearth.repository;

import dev.hearth.contracts.model.ModelReference;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.regex.Pattern;

/**
 * One model version to import.
 *
 * @param task one of {@link #TASKS}
 * @param graphs graph name to its {@code .onnx} file, at least one; a single graph is named {@link #SINGLE_GRAPH}
 * @param extraFiles what the task needs beside the weights, e.g. {@code tokenizer.json}
 * @param parameters of the task's pre- and post-processing; written to {@code model.yaml} as they are
 */
public record ImportRequest(
        String name,
        int version,
        String task,
        SequencedMap<String, Path> graphs,
        List<ExtraFile> extraFiles,
        Map<String, Object> parameters) {

    /** The tasks that workers know. */
    public static final List<String> TASKS = List.of("text-embedding", "ocr", "image-classification", "tensor");

    /** Name of the graph of a model that has only one. */
    public static final String SINGLE_GRAPH = "model";

    private static final Pattern GRAPH_NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");
    private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,126}");

    /** @throws ModelImportException naming the value that is not valid and what was expected */
    public ImportRequest {
        graphs = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(graphs));
        extraFiles = List.copyOf(extraFiles);
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
        check(name, version);
        require(TASKS.contains(task), "task '" + task + "' is not one of " + TASKS);
        require(!graphs.isEmpty(), "a model needs at least one graph");
        graphs.keySet()
                .forEach(graph -> require(
                        GRAPH_NAME.matcher(graph).matches(),
                        "graph name '" + graph + "' does not match " + GRAPH_NAME));
        checkTargets(graphs, extraFiles);
    }

    /** A model of one graph. */
    public static ImportRequest single(
            String name,
            int version,
            String task,
            Path onnx,
            List<ExtraFile> extraFiles,
            Map<String, Object> parameters) {
        var graphs = new LinkedHashMap<String, Path>();
        graphs.put(SINGLE_GRAPH, onnx);
        return new ImportRequest(name, version, task, graphs, extraFiles, parameters);
    }

    public ModelReference reference() {
        return new ModelReference(name, version);
    }

    static String graphFile(String graph) {
        return graph + ".graph.onnx";
    }

    static String weightsFile(String graph) {
        return graph + ".weights.bin";
    }

    private static void check(String name, int version) {
        try {
            var _ = new ModelReference(name, version);
        } catch (IllegalArgumentException e) {
            throw ModelImportException.invalid(String.valueOf(e.getMessage()), e);
        }
    }

    private static void checkTargets(Map<String, Path> graphs, List<ExtraFile> extraFiles) {
        var taken = new HashSet<String>();
        taken.add(ModelRepository.MANIFEST);
        graphs.keySet().forEach(graph -> {
            taken.add(graphFile(graph));
            taken.add(weightsFile(graph));
        });
        for (var extra : extraFiles) {
            require(
                    FILE_NAME.matcher(extra.targetName()).matches(),
                    "file name '" + extra.targetName() + "' does not match " + FILE_NAME);
            require(taken.add(extra.targetName()), "file name '" + extra.targetName() + "' is taken in the model");
        }
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw ModelImportException.invalid(otherwise, null);
        }
    }

    /**
     * A file copied into the model's directory.
     *
     * @param targetName its name there
     */
    public record ExtraFile(String targetName, Path file) {}
}
