package dev.hearth.worker.task.ocr;

import ai.djl.Model;
import ai.djl.translate.TranslateException;
import dev.hearth.worker.task.image.Picture;
import java.util.ArrayList;
import java.util.List;

/** From a picture to its lines, by three graphs: where they are, which way up, what they say. */
final class PageReading {

    private static final int UPSIDE_DOWN = 1;
    private static final LineReading DIRECTION = new LineReading(192, 192);
    private static final LineReading RECOGNITION = new LineReading(320, 3_840);

    /** Height to width from which a box may hold a line that runs downwards, or one narrow letter. */
    private static final double TALL = 1.5;

    private final OcrParameters parameters;
    private final Alphabet alphabet;

    PageReading(OcrParameters parameters, Alphabet alphabet) {
        this.parameters = parameters;
        this.alphabet = alphabet;
    }

    /** @return those read with confidence, in reading order, in the picture's own pixels */
    List<Line> read(Graphs graphs, Picture picture) throws TranslateException {
        var boxes = new TextDetection(parameters).detect(graphs.detection(), picture);
        var tall = boxes.stream().filter(PageReading::isTall).toList();
        var lines = read(graphs, picture, boxes);
        var turned = read(graphs, picture, tall.stream().map(TextBox::turned).toList());
        var kept = new ArrayList<Line>();
        for (int i = 0, atTall = 0; i < boxes.size(); i++) {
            var line = lines.get(i);
            if (isTall(boxes.get(i))) {
                line = better(line, turned.get(atTall++));
            }
            if (!line.text().isEmpty() && line.confidence() >= parameters.leastConfidence()) {
                kept.add(line);
            }
        }
        return ReadingOrder.of(kept);
    }

    private List<Line> read(Graphs graphs, Picture picture, List<TextBox> boxes) throws TranslateException {
        var flips = DIRECTION.run(graphs.direction(), picture, boxes, scores -> scores.get(0, UPSIDE_DOWN));
        var upright = new ArrayList<TextBox>(boxes.size());
        for (int i = 0; i < boxes.size(); i++) {
            boolean flipped = flips.get(i) >= parameters.flipThreshold();
            upright.add(flipped ? boxes.get(i).turned().turned() : boxes.get(i));
        }
        var readings = RECOGNITION.run(graphs.recognition(), picture, upright, alphabet::decode);
        var lines = new ArrayList<Line>(boxes.size());
        for (int i = 0; i < boxes.size(); i++) {
            lines.add(new Line(
                    upright.get(i), readings.get(i).text(), readings.get(i).confidence()));
        }
        return lines;
    }

    private static boolean isTall(TextBox box) {
        return box.height() >= TALL * box.width();
    }

    private static Line better(Line first, Line second) {
        return second.confidence() > first.confidence() ? second : first;
    }

    /** The model's three. */
    record Graphs(Model detection, Model direction, Model recognition) {}
}
