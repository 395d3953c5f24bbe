package dev.hearth.worker.task;

import java.nio.FloatBuffer;

/**
 * How a model's vectors, one a token, become one of the text.
 *
 * @param mean the mean over the text's own tokens; else the first token's vector
 * @param normalize to unit length
 */
record Pooling(boolean mean, boolean normalize) {

    /**
     * @param vectors {@code [texts, tokens, dimension]}, row-major
     * @param mask {@code [texts][tokens]}, 0 where a token is padding
     * @return {@code [texts][dimension]}
     */
    float[][] pool(FloatBuffer vectors, long[][] mask, int dimension) {
        var pooled = new float[mask.length][];
        for (int text = 0; text < mask.length; text++) {
            int start = text * mask[text].length * dimension;
            pooled[text] = mean ? mean(vectors, start, mask[text], dimension) : row(vectors, start, dimension);
            if (normalize) {
                normalize(pooled[text]);
            }
        }
        return pooled;
    }

    private static float[] row(FloatBuffer vectors, int start, int dimension) {
        var row = new float[dimension];
        vectors.get(start, row);
        return row;
    }

    private static float[] mean(FloatBuffer vectors, int start, long[] mask, int dimension) {
        var sum = new float[dimension];
        int tokens = 0;
        for (int token = 0; token < mask.length; token++) {
            if (mask[token] != 0) {
                tokens++;
                int at = start + token * dimension;
                for (int i = 0; i < dimension; i++) {
                    sum[i] += vectors.get(at + i);
                }
            }
        }
        for (int i = 0; i < dimension; i++) {
            sum[i] /= Math.max(1, tokens);
        }
        return sum;
    }

    private static void normalize(float[] vector) {
        double squares = 0;
        for (float value : vector) {
            squares += (double) value * value;
        }
        if (squares == 0) {
            return;
        }
        float factor = (float) (1 / Math.sqrt(squares));
        for (int i = 0; i < vector.length; i++) {
            vector[i] *= factor;
        }
    }
}
