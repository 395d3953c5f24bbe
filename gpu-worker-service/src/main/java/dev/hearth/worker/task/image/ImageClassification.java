package dev.hearth.worker.task.image;

import ai.djl.Model;
import ai.djl.translate.TranslateException;
import dev.hearth.worker.task.BadInputException;
import dev.hearth.worker.task.Task;
import dev.hearth.worker.task.TaskParameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * Which class a picture is of: {@code {"model","label","probabilities":[...]}}.
 *
 * <p>Parameters: {@code labelField} (default {@code label}) names the answer's field; {@code softmax} (default true), false
 * where the graph's output is of probabilities already; those of {@link Preparation}. The label is that line of the file
 * {@value #LABELS}, or the class' number where there is no such file.
 */
public final class ImageClassification implements Task {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String LABELS = "labels.txt";

    private final String model;
    private final String graph;
    private final Preparation preparation;
    private final boolean softmax;
    private final String labelField;
    private final List<String> labels;

    private ImageClassification(TaskParameters parameters, List<String> labels) {
        this.model = parameters.manifest().reference().shortName();
        this.graph = parameters.manifest().graphs().getFirst().name();
        this.preparation = Preparation.of(parameters);
        this.softmax = parameters.flag("softmax", true);
        this.labelField = parameters.fieldName("labelField", "label");
        this.labels = labels;
    }

    public static ImageClassification prepare(TaskParameters parameters, Path directory) throws IOException {
        var file = directory.resolve(LABELS);
        return new ImageClassification(parameters, Files.exists(file) ? Files.readAllLines(file) : List.of());
    }

    @Override
    public Answer run(Map<String, Model> graphs, Input input) throws BadInputException, TranslateException {
        var picture = preparation.prepare(PictureReader.read(input.body()));
        var probabilities = classify(graphs, picture);
        int best = 0;
        for (int i = 1; i < probabilities.length; i++) {
            if (probabilities[i] > probabilities[best]) {
                best = i;
            }
        }
        var answer = new LinkedHashMap<String, Object>();
        answer.put("model", model);
        answer.put(labelField, label(best, probabilities.length));
        answer.put("probabilities", probabilities);
        return Answer.json(JSON.writeValueAsBytes(answer));
    }

    private float[] classify(Map<String, Model> graphs, Picture picture) throws TranslateException {
        var runnable = graphs.get(graph);
        if (runnable == null) {
            throw new IllegalStateException("graph " + graph + " of " + model + " is not resident");
        }
        try (var predictor =
                runnable.newPredictor(new ClassificationTranslator(preparation.normalization(), softmax))) {
            return predictor.predict(picture);
        }
    }

    private Object label(int index, int classes) {
        if (labels.isEmpty()) {
            return index;
        }
        if (labels.size() != classes) {
            throw new IllegalStateException(LABELS + " of " + model + " has " + labels.size() + " lines, but the model "
                    + classes + " classes");
        }
        return labels.get(index);
    }

    @Override
    public void close() {
        // Holds nothing of its own.
    }
}
