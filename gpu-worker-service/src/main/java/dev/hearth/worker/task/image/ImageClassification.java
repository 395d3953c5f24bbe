package dev.hearth.worker.task.image;

import ai.djl.Model;
import ai.djl.translate.TranslateException;
import dev.hearth.repository.GraphSignature;
import dev.hearth.worker.task.BadInputException;
import dev.hearth.worker.task.BatchTask;
import dev.hearth.worker.task.TaskParameters;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
public final class ImageClassification extends BatchTask<Picture> {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String LABELS = "labels.txt";

    /** Bounds the memory of one run: 66 pictures of 224 x 224 in colour. */
    private static final int VALUES_A_RUN = 10_000_000;

    private final String model;
    private final String graph;
    private final Preparation preparation;
    private final boolean softmax;
    private final String labelField;
    private final List<String> labels;
    private final int picturesARun;

    private ImageClassification(TaskParameters parameters, List<String> labels, boolean together) {
        this.model = parameters.manifest().reference().shortName();
        this.graph = parameters.manifest().graphs().getFirst().name();
        this.preparation = Preparation.of(parameters);
        this.softmax = parameters.flag("softmax", true);
        this.labelField = parameters.fieldName("labelField", "label");
        this.labels = labels;
        this.picturesARun = together ? Math.max(1, VALUES_A_RUN / preparation.values()) : 1;
    }

    public static ImageClassification prepare(TaskParameters parameters, Path directory) throws IOException {
        var file = directory.resolve(LABELS);
        var graph = GraphSignature.read(
                directory.resolve(parameters.manifest().graphs().getFirst().graphFile()));
        return new ImageClassification(
                parameters, Files.exists(file) ? Files.readAllLines(file) : List.of(), graph.takesRows());
    }

    @Override
    public boolean runsTogether() {
        return picturesARun > 1;
    }

    @Override
    protected Picture prepare(Input input, Arena arena) throws BadInputException {
        return preparation.prepare(PictureReader.read(input.body()));
    }

    @Override
    protected List<Answer> infer(Map<String, Model> graphs, List<Picture> pictures) throws TranslateException {
        var answers = new ArrayList<Answer>(pictures.size());
        for (int from = 0; from < pictures.size(); from += picturesARun) {
            int to = Math.min(pictures.size(), from + picturesARun);
            classify(graphs, pictures.subList(from, to)).forEach(probabilities -> answers.add(answer(probabilities)));
        }
        return List.copyOf(answers);
    }

    private Answer answer(float[] probabilities) {
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

    private List<float[]> classify(Map<String, Model> graphs, List<Picture> pictures) throws TranslateException {
        var runnable = graphs.get(graph);
        if (runnable == null) {
            throw new IllegalStateException("graph " + graph + " of " + model + " is not resident");
        }
        try (var predictor =
                runnable.newPredictor(new ClassificationTranslator(preparation.normalization(), softmax))) {
            return predictor.predict(pictures);
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
