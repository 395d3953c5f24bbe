package dev.hearth.cli.bench;

import java.util.Arrays;
import java.util.Random;

/** Draws items of which the k-th is asked for in proportion to 1/k to the power of the exponent. */
final class Zipf {

    private final double[] cumulated;

    Zipf(int items, double exponent) {
        cumulated = new double[items];
        double sum = 0;
        for (int item = 0; item < items; item++) {
            sum += Math.pow(item + 1, -exponent);
            cumulated[item] = sum;
        }
    }

    /** A sequence of items, the most popular being 0; the same for the same seed. */
    int[] draw(int length, long seed) {
        var random = new Random(seed);
        double total = cumulated[cumulated.length - 1];
        var sequence = new int[length];
        for (int i = 0; i < length; i++) {
            int found = Arrays.binarySearch(cumulated, random.nextDouble() * total);
            sequence[i] = found >= 0 ? found + 1 : -found - 1;
        }
        return sequence;
    }
}
