package dev.hearth.worker.task.image;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.Batchifier;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import java.nio.FloatBuffer;
import org.jspecify.annotations.Nullable;

/** One picture as {@code [1, channels, height, width]} in, one number a class out. */
final class ClassificationTranslator implements Translator<Picture, float[]> {

    private final Normalization normalization;
    private final boolean softmax;

    ClassificationTranslator(Normalization normalization, boolean softmax) {
        this.normalization = normalization;
        this.softmax = softmax;
    }

    @Override
    public @Nullable Batchifier getBatchifier() {
        return null;
    }

    @Override
    public NDList processInput(TranslatorContext context, Picture picture) {
        int width = picture.width();
        int height = picture.height();
        var values = new float[normalization.channels() * width * height];
        normalization.write(picture, values, 0, width);
        var array = context.getNDManager()
                .create(FloatBuffer.wrap(values), new Shape(1, normalization.channels(), height, width));
        array.setName(context.getModel().describeInput().keys().getFirst());
        return new NDList(array);
    }

    @Override
    public float[] processOutput(TranslatorContext context, NDList outputs) {
        var numbers = outputs.getFirst().toFloatArray();
        return softmax ? softmax(numbers) : numbers;
    }

    private static float[] softmax(float[] logits) {
        float largest = Float.NEGATIVE_INFINITY;
        for (float logit : logits) {
            largest = Math.max(largest, logit);
        }
        double sum = 0;
        var powers = new double[logits.length];
        for (int i = 0; i < logits.length; i++) {
            powers[i] = Math.exp(logits[i] - largest);
            sum += powers[i];
        }
        var probabilities = new float[logits.length];
        for (int i = 0; i < logits.length; i++) {
            probabilities[i] = (float) (powers[i] / sum);
        }
        return probabilities;
    }
}
