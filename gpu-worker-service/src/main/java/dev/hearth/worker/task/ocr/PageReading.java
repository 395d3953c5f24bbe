package dev.hearth.worker.task.ocr;

import ai.djl.Model;
import ai.djl.translate.TranslateException;
import dev.hearth.worker.task.image.Picture;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/** From a picture to its lines, by three graphs: where they are, which way up, what they say. */
final class PageReading {

    private static final int UPSIDE_DOWN = 1;
    private static final LineReading DIRECTION = new LineReading(192, 192);
    private static final LineReading RECOGNITION = new LineReading(96, 3_840);

    /** Pixels that all lines of a picture, read 48 pixels high, are wide at most: a page of 50 full lines has half of it. */
    private static final int MOST_COLUMNS = 192_000;

    /** Width to height of what is shown of a line to tell its direction: a longer one would be compressed past reading. */
    private static final double GLIMPSE = 8;

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
        var ways = ways(graphs, picture, boxes);
        var tall = boxes.stream().filter(PageReading::isTall).toList();
        ways.addAll(ways(graphs, picture, tall.stream().map(TextBox::turned).toList()));
        // The largest come first; what is beyond would keep others waiting for the device.
        ways.subList(RECOGNITION.fitting(ways, MOST_COLUMNS), ways.size()).clear();
        var frames = ways.stream()
                .map(box -> box.grown(parameters.margin() * box.height()))
                .toList();
        var readings = RECOGNITION.run(graphs.recognition(), picture, frames, alphabet::decode);
        return ReadingOrder.of(likeliest(ways, readings));
    }

    /**
     * The ways a box may be read. One that is surely turned as the page is, is read so; others both ways, and what the
     * recognition is surer of holds.
     */
    private List<TextBox> ways(Graphs graphs, Picture picture, List<TextBox> boxes) throws TranslateException {
        var glimpses =
                boxes.stream().map(box -> box.narrowed(GLIMPSE * box.height())).toList();
        var flips = DIRECTION.run(graphs.direction(), picture, glimpses, scores -> scores.get(0, UPSIDE_DOWN));
        double page = 0;
        for (int i = 0; i < boxes.size(); i++) {
            page += boxes.get(i).width() * (flips.get(i) - 0.5);
        }
        var ways = new ArrayList<TextBox>();
        for (int i = 0; i < boxes.size(); i++) {
            double turned = page > 0 ? flips.get(i) : 1 - flips.get(i);
            boolean sure = turned >= parameters.flipThreshold();
            if (page <= 0 || !sure) {
                ways.add(boxes.get(i));
            }
            if (page > 0 || !sure) {
                ways.add(boxes.get(i).turned().turned());
            }
        }
        return ways;
    }

    /** The surest reading of each place, of those that are sure enough. */
    private List<Line> likeliest(List<TextBox> ways, List<Alphabet.Reading> readings) {
        var best = new LinkedHashMap<Point, Line>();
        for (int i = 0; i < ways.size(); i++) {
            var reading = readings.get(i);
            if (!reading.text().isEmpty() && reading.confidence() >= parameters.leastConfidence()) {
                var box = ways.get(i);
                best.merge(
                        new Point(box.x(), box.y()),
                        new Line(box, reading.text(), reading.confidence()),
                        (first, second) -> second.confidence() > first.confidence() ? second : first);
            }
        }
        return List.copyOf(best.values());
    }

    private static boolean isTall(TextBox box) {
        return box.height() >= TALL * box.width();
    }

    /** The model's three. */
    record Graphs(Model detection, Model direction, Model recognition) {}
}
