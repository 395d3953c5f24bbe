package dev.hearth.worker.task.ocr;

import ai.djl.Model;
import ai.djl.translate.TranslateException;
import dev.hearth.worker.task.image.Frame;
import dev.hearth.worker.task.image.Picture;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Where the lines of text are: the network's map of probabilities, cut at a threshold, a rectangle around each region,
 * grown by what the network was taught to leave off.
 *
 * <p>Source: Liao et al., "Real-time scene text detection with differentiable binarization" (2020), section 3.
 */
final class TextDetection {

    /** The network halves its input five times. */
    private static final int MULTIPLE = 32;
    /** Thinner regions, in the map's pixels, are noise. */
    private static final double THINNEST = 3;

    private final OcrParameters parameters;

    TextDetection(OcrParameters parameters) {
        this.parameters = parameters;
    }

    /**
     * @return in the picture's own pixels, at most {@code mostBoxes}, the largest first; as level as they can be said to be
     */
    List<TextBox> detect(Model graph, Picture picture) throws TranslateException {
        double scale = scale(picture);
        int width = multiple(picture.width() * scale);
        int height = multiple(picture.height() * scale);
        // The frame reaches beyond the picture to a whole multiple, so both directions keep one scale.
        var input = picture.sample(Frame.level(0, 0, width / scale, height / scale), width, height);
        try (var predictor = graph.newPredictor(new DetectionTranslator())) {
            return boxes(predictor.predict(input)).stream()
                    .map(box -> box.scaled(1 / scale))
                    .toList();
        }
    }

    private double scale(Picture picture) {
        int shorter = Math.min(picture.width(), picture.height());
        int longer = Math.max(picture.width(), picture.height());
        double enlarged = Math.max(1, (double) parameters.shortSide() / shorter);
        return Math.min(enlarged, (double) parameters.longSide() / longer);
    }

    private static int multiple(double length) {
        return Math.max(1, (int) Math.ceil(length / MULTIPLE - 0.01)) * MULTIPLE;
    }

    private List<TextBox> boxes(ProbabilityMap map) {
        var boxes = new ArrayList<TextBox>();
        for (var region : ConnectedComponents.of(map, parameters.threshold())) {
            var box = SmallestRectangle.around(ConvexHull.of(region.outline()));
            if (Math.min(box.width(), box.height()) >= THINNEST && region.probability() >= parameters.boxThreshold()) {
                // The region's own area: the rectangle around a line that is bent is higher than its letters.
                double perimeter = 2 * (box.width() + box.height());
                boxes.add(box.grown(region.area() * parameters.unclipRatio() / perimeter));
            }
        }
        boxes.sort(Comparator.comparingDouble(TextBox::area).reversed());
        return boxes.subList(0, Math.min(boxes.size(), parameters.mostBoxes()));
    }
}
