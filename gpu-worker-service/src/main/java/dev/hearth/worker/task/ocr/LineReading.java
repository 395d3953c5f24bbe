package dev.hearth.worker.task.ocr;

import ai.djl.Model;
import ai.djl.translate.TranslateException;
import dev.hearth.worker.task.image.Picture;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Runs a graph over single lines of a picture, those of similar width together.
 *
 * @param leastWidth of a run: narrower lines are padded
 * @param mostWidth of a line; longer ones are compressed
 */
record LineReading(int leastWidth, int mostWidth) {

    /** What one run has at most, so that little is padded and little held at once. */
    private static final int MOST_LINES = 6;

    private static final int MOST_COLUMNS = 3_840;

    /** How many of the first boxes are together no wider than a limit, as they are run. */
    int fitting(List<TextBox> boxes, int mostColumns) {
        int columns = 0;
        for (int i = 0; i < boxes.size(); i++) {
            columns += runWidth(boxes.get(i));
            if (columns > mostColumns) {
                return i;
            }
        }
        return boxes.size();
    }

    /** @return what the decoder made of each box's scores, in the boxes' order */
    <T> List<T> run(Model graph, Picture picture, List<TextBox> boxes, Function<LineTranslator.Scores, T> decoder)
            throws TranslateException {
        var byWidth = IntStream.range(0, boxes.size())
                .boxed()
                .sorted(Comparator.comparingInt(index -> width(boxes.get(index))))
                .toList();
        var results = new ArrayList<T>(Collections.nCopies(boxes.size(), null));
        for (int from = 0; from < byWidth.size(); ) {
            int to = end(boxes, byWidth, from);
            var batch = byWidth.subList(from, to);
            var decoded = predict(graph, picture, batch.stream().map(boxes::get).toList(), decoder);
            for (int i = 0; i < batch.size(); i++) {
                results.set(batch.get(i), decoded.get(i));
            }
            from = to;
        }
        return results;
    }

    private int end(List<TextBox> boxes, List<Integer> byWidth, int from) {
        int to = from + 1;
        while (to < byWidth.size()
                && to - from < MOST_LINES
                && (to - from + 1) * runWidth(boxes.get(byWidth.get(to))) <= MOST_COLUMNS) {
            to++;
        }
        return to;
    }

    private <T> List<T> predict(
            Model graph, Picture picture, List<TextBox> batch, Function<LineTranslator.Scores, T> decoder)
            throws TranslateException {
        var lines = batch.stream()
                .map(box -> picture.sample(box.frame(), width(box), LineTranslator.HEIGHT))
                .toList();
        try (var predictor = graph.newPredictor(new LineTranslator<>(runWidth(batch.getLast()), decoder))) {
            return predictor.predict(lines);
        }
    }

    private int runWidth(TextBox box) {
        return Math.max(leastWidth, width(box));
    }

    private int width(TextBox box) {
        return Math.clamp(Math.round(LineTranslator.HEIGHT * box.width() / box.height()), 1, mostWidth);
    }
}
