package dev.hearth.worker.task.ocr;

import ai.djl.Model;
import ai.djl.translate.TranslateException;
import dev.hearth.contracts.model.ModelManifest;
import dev.hearth.worker.task.BadInputException;
import dev.hearth.worker.task.Task;
import dev.hearth.worker.task.TaskParameters;
import dev.hearth.worker.task.image.Picture;
import dev.hearth.worker.task.image.PictureReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * The text in a picture: {@code {"model","lines":[{"text","confidence","box":[[x,y],...]}]}} in reading order; boxes are of
 * the upright picture's pixels, clockwise from top left.
 *
 * <p>Takes a model of PP-OCR's three graphs {@code det}, {@code cls} and {@code rec} and a file {@value #KEYS}; parameters
 * in {@link OcrParameters}.
 */
public final class Ocr implements Task {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String KEYS = "keys.txt";
    private static final List<String> GRAPHS = List.of("det", "cls", "rec");

    private final String model;
    private final PageReading reading;

    private Ocr(String model, PageReading reading) {
        this.model = model;
        this.reading = reading;
    }

    public static Ocr prepare(TaskParameters parameters, Path directory) throws IOException {
        var manifest = parameters.manifest();
        var names = manifest.graphs().stream().map(ModelManifest.Graph::name).toList();
        if (!names.containsAll(GRAPHS)) {
            throw new IllegalArgumentException(
                    manifest.reference() + " has the graphs " + names + ", expected " + GRAPHS + " for task ocr");
        }
        var settings = OcrParameters.of(parameters);
        var alphabet = Alphabet.read(directory.resolve(KEYS), settings.spaceThreshold());
        return new Ocr(manifest.reference().shortName(), new PageReading(settings, alphabet));
    }

    @Override
    public Answer run(Map<String, Model> graphs, Input input) throws BadInputException, TranslateException {
        var picture = PictureReader.read(input.body());
        var lines = reading.read(
                new PageReading.Graphs(graph(graphs, "det"), graph(graphs, "cls"), graph(graphs, "rec")), picture);
        var answer = new Page(
                model, lines.stream().map(line -> printed(line, picture)).toList());
        return Answer.json(JSON.writeValueAsBytes(answer));
    }

    private Model graph(Map<String, Model> graphs, String name) {
        var graph = graphs.get(name);
        if (graph == null) {
            throw new IllegalStateException("graph " + name + " of " + model + " is not resident");
        }
        return graph;
    }

    /** In the original's whole pixels, and within it. */
    private static PrintedLine printed(Line line, Picture picture) {
        var corners = line.box().corners().stream()
                .map(corner -> List.of(
                        picture.reduction() * Math.clamp(Math.round(corner.x()), 0, picture.width()),
                        picture.reduction() * Math.clamp(Math.round(corner.y()), 0, picture.height())))
                .toList();
        return new PrintedLine(line.text(), Math.round(line.confidence() * 1e4) / 1e4, corners);
    }

    @Override
    public void close() {
        // Holds nothing of its own.
    }

    private record Page(String model, List<PrintedLine> lines) {}

    private record PrintedLine(String text, double confidence, List<List<Integer>> box) {}
}
