package dev.hearth.worker.task.ocr;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.Batchifier;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import dev.hearth.worker.task.image.Normalization;
import dev.hearth.worker.task.image.Picture;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Pictures of single lines, all {@value #HEIGHT} pixels high, as {@code [lines, 3, 48, width]} in; what is right of a
 * narrower one is 0. Out comes what a decoder makes of each line's scores.
 */
final class LineTranslator<T> implements Translator<List<Picture>, List<T>> {

    static final int HEIGHT = 48;

    private static final float[] HALF = {0.5f, 0.5f, 0.5f};
    private static final Normalization NORMALIZATION = new Normalization(HALF, HALF, true);

    private final int width;
    private final Function<Scores, T> decoder;

    /**
     * @param width at least that of the widest picture
     * @param decoder must not keep the scores
     */
    LineTranslator(int width, Function<Scores, T> decoder) {
        this.width = width;
        this.decoder = decoder;
    }

    @Override
    public @Nullable Batchifier getBatchifier() {
        return null;
    }

    @Override
    public NDList processInput(TranslatorContext context, List<Picture> lines) {
        int size = 3 * HEIGHT * width;
        var values = new float[lines.size() * size];
        for (int i = 0; i < lines.size(); i++) {
            NORMALIZATION.write(lines.get(i), values, i * size, width);
        }
        return new NDList(
                context.getNDManager().create(FloatBuffer.wrap(values), new Shape(lines.size(), 3, HEIGHT, width)));
    }

    @Override
    public List<T> processOutput(TranslatorContext context, NDList outputs) {
        var array = outputs.getFirst();
        int lines = (int) array.getShape().get(0);
        int classes = (int) array.getShape().getLastDimension();
        int size = (int) array.getShape().size() / lines;
        var values = array.toByteBuffer().asFloatBuffer();
        var decoded = new ArrayList<T>(lines);
        for (int line = 0; line < lines; line++) {
            decoded.add(decoder.apply(new Scores(values.slice(line * size, size), size / classes, classes)));
        }
        return decoded;
    }

    /**
     * What a graph says of one line.
     *
     * @param values {@code [steps, classes]}, row-major
     * @param steps 1 where the whole line is put into one class
     */
    record Scores(FloatBuffer values, int steps, int classes) {

        float get(int step, int index) {
            return values.get(step * classes + index);
        }

        int best(int step) {
            int best = 0;
            for (int i = 1; i < classes; i++) {
                if (get(step, i) > get(step, best)) {
                    best = i;
                }
            }
            return best;
        }
    }
}
