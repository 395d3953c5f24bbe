package dev.hearth.cli.endtoend;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import dev.hearth.cli.local.Checkout;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The sample's model file as its authors published it, run by ONNX Runtime without any of Hearth. */
final class OriginalMiniLm {

    private static final Map<String, String> TOKENIZER =
            Map.of("padding", "true", "truncation", "true", "maxLength", "128");

    private OriginalMiniLm() {}

    /** A file of the package that the build unpacked, by how its name ends. */
    static Path file(String ending) {
        return Checkout.find().target("cli").resolve("models/minilm-int8/all-minilm-l6-v2-q" + ending);
    }

    /**
     * Embeds texts as one batch: the mean over each text's own tokens, not normalised.
     *
     * @return one vector a text
     */
    static float[][] embed(List<String> texts) throws OrtException, IOException {
        try (var tokenizer = HuggingFaceTokenizer.newInstance(file("-tokenizer.json"), TOKENIZER)) {
            var encodings = tokenizer.batchEncode(texts);
            var mask = rows(encodings, Encoding::getAttentionMask);
            var tokens = run(Map.of(
                    "input_ids",
                    rows(encodings, Encoding::getIds),
                    "attention_mask",
                    mask,
                    "token_type_ids",
                    rows(encodings, Encoding::getTypeIds)));
            var embeddings = new float[mask.length][];
            for (var text = 0; text < mask.length; text++) {
                embeddings[text] = mean(tokens[text], mask[text]);
            }
            return embeddings;
        }
    }

    private static float[][][] run(Map<String, long[][]> inputs) throws OrtException {
        var environment = OrtEnvironment.getEnvironment();
        try (var session = environment.createSession(file(".onnx").toString());
                var ids = OnnxTensor.createTensor(environment, inputs.get("input_ids"));
                var mask = OnnxTensor.createTensor(environment, inputs.get("attention_mask"));
                var types = OnnxTensor.createTensor(environment, inputs.get("token_type_ids"));
                var result = session.run(Map.of("input_ids", ids, "attention_mask", mask, "token_type_ids", types))) {
            return (float[][][]) result.get(0).getValue();
        }
    }

    private static long[][] rows(Encoding[] encodings, Function<Encoding, long[]> row) {
        return Arrays.stream(encodings).map(row).toArray(long[][]::new);
    }

    private static float[] mean(float[][] tokens, long[] mask) {
        var mean = new float[tokens[0].length];
        var own = Arrays.stream(mask).sum();
        for (var token = 0; token < tokens.length; token++) {
            for (var i = 0; i < mean.length; i++) {
                mean[i] += mask[token] * tokens[token][i] / own;
            }
        }
        return mean;
    }

    /** Cosine of the angle between two vectors. */
    static double cosine(float[] a, float[] b) {
        double product = 0;
        double squaresOfA = 0;
        double squaresOfB = 0;
        for (var i = 0; i < a.length; i++) {
            product += a[i] * b[i];
            squaresOfA += a[i] * a[i];
            squaresOfB += b[i] * b[i];
        }
        return product / Math.sqrt(squaresOfA * squaresOfB);
    }
}
