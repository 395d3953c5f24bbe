package dev.hearth.simulator.trace;

import java.util.Arrays;
import java.util.Locale;
import java.util.random.RandomGenerator;

/** Draws functions f01, f02, ...: the k-th in proportion to 1/k to the power of the exponent. */
final class Zipf {

    private final double[] cumulated;
    private final RandomGenerator random;

    Zipf(int functions, double exponent, RandomGenerator random) {
        this.random = random;
        cumulated = new double[functions];
        double sum = 0;
        for (int function = 0; function < functions; function++) {
            // StrictMath: the same bits on every machine.
            sum += StrictMath.pow(function + 1, -exponent);
            cumulated[function] = sum;
        }
    }

    String next() {
        double drawn = random.nextDouble() * cumulated[cumulated.length - 1];
        int found = Arrays.binarySearch(cumulated, drawn);
        return function((found >= 0 ? found + 1 : -found - 1) + 1);
    }

    /** The name of the k-th most popular function, counted from 1. */
    static String function(int k) {
        return String.format(Locale.ROOT, "f%02d", k);
    }
}
