package dev.hearth.worker.task.image;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.Batchifier;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Pictures of one size as {@code [pictures, channels, height, width]} in, for each one number a class out. */
final class ClassificationTranslator implements Translator<List<Picture>, List<float[]>> {

    private static final String PICTURES = "pictures";

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
    public NDList processInput(TranslatorContext context, List<Picture> pictures) {
        context.setAttachment(PICTURES, pictures.size());
        int width = pictures.getFirst().width();
        int height = pictures.getFirst().height();
        int values = normalization.channels() * width * height;
        var all = new float[pictures.size() * values];
        for (int i = 0; i < pictures.size(); i++) {
            normalization.write(pictures.get(i), all, i * values, width);
        }
        var array = context.getNDManager()
                .create(FloatBuffer.wrap(all), new Shape(pictures.size(), normalization.channels(), height, width));
        array.setName(context.getModel().describeInput().keys().getFirst());
        return new NDList(array);
    }

    @Override
    public List<float[]> processOutput(TranslatorContext context, NDList outputs) {
        int pictures = (Integer) context.getAttachment(PICTURES);
        var output = outputs.getFirst();
        if (pictures > 1 && output.getShape().get(0) != pictures) {
            throw new IllegalStateException("the graph's output for " + pictures + " pictures has shape "
                    + output.getShape() + ", expected a row for each");
        }
        var numbers = output.toFloatArray();
        int classes = numbers.length / pictures;
        return IntStream.range(0, pictures)
                .mapToObj(picture -> Arrays.copyOfRange(numbers, picture * classes, (picture + 1) * classes))
                .map(one -> softmax ? softmax(one) : one)
                .toList();
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
