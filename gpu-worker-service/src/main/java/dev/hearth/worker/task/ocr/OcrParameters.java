package dev.hearth.worker.task.ocr;

import dev.hearth.worker.task.TaskParameters;

/**
 * What a model's {@code model.yaml} may say of reading; the defaults suit PP-OCRv4.
 *
 * @param longSide pixels that a picture's longer side has at most where lines are looked for
 * @param shortSide pixels to which a smaller picture's shorter side is enlarged there, as far as {@code longSide} allows:
 *     letters of a few pixels are not found otherwise
 * @param threshold probability from which a pixel is text
 * @param boxThreshold mean probability from which a box is text
 * @param unclipRatio how far boxes grow: area x ratio / perimeter
 * @param margin of a box's height: how much around it is read along; letters that fill their line lose the spaces
 *     between words
 * @param mostBoxes read of one picture; the largest ones
 * @param flipThreshold probability from which a line's direction is beyond doubt
 * @param spaceThreshold probability from which a wide gap between characters is a space
 * @param leastConfidence mean over a line's characters from which it is in the answer
 */
record OcrParameters(
        int longSide,
        int shortSide,
        double threshold,
        double boxThreshold,
        double unclipRatio,
        double margin,
        int mostBoxes,
        double flipThreshold,
        double spaceThreshold,
        double leastConfidence) {

    /** Bounds the work of finding lines, which grows with its square. */
    private static final int LONGEST_SIDE = 1_920;

    private static final int MOST_BOXES = 1_000;

    static OcrParameters of(TaskParameters parameters) {
        return new OcrParameters(
                parameters.integer("longSide", 960, 32, LONGEST_SIDE),
                parameters.integer("shortSide", 736, 32, LONGEST_SIDE),
                parameters.number("threshold", 0.3, 0, 1),
                parameters.number("boxThreshold", 0.5, 0, 1),
                parameters.number("unclipRatio", 2, 0, 10),
                parameters.number("margin", 0.15, 0, 1),
                parameters.integer("mostBoxes", MOST_BOXES, 1, MOST_BOXES),
                parameters.number("flipThreshold", 0.9, 0.5, 1),
                parameters.number("spaceThreshold", 0.2, 0, 1),
                parameters.number("leastConfidence", 0.5, 0, 1));
    }
}
