package dev.hearth.worker.task.ocr;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.Batchifier;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import dev.hearth.worker.task.image.Normalization;
import dev.hearth.worker.task.image.Picture;
import java.nio.FloatBuffer;
import org.jspecify.annotations.Nullable;

/** A picture as {@code [1, 3, height, width]} in, a map of the same size out. */
final class DetectionTranslator implements Translator<Picture, ProbabilityMap> {

    /** ImageNet's, which the network's training applied to blue, green and red in this order. */
    private static final Normalization NORMALIZATION =
            new Normalization(new float[] {0.485f, 0.456f, 0.406f}, new float[] {0.229f, 0.224f, 0.225f}, true);

    @Override
    public @Nullable Batchifier getBatchifier() {
        return null;
    }

    @Override
    public NDList processInput(TranslatorContext context, Picture picture) {
        var values = new float[3 * picture.width() * picture.height()];
        NORMALIZATION.write(picture, values, 0, picture.width());
        return new NDList(context.getNDManager()
                .create(FloatBuffer.wrap(values), new Shape(1, 3, picture.height(), picture.width())));
    }

    @Override
    public ProbabilityMap processOutput(TranslatorContext context, NDList outputs) {
        var map = outputs.getFirst();
        var shape = map.getShape();
        return new ProbabilityMap((int) shape.get(3), (int) shape.get(2), map.toFloatArray());
    }
}
