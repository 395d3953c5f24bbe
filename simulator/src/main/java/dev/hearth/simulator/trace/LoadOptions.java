package dev.hearth.simulator.trace;

import java.util.OptionalInt;

/**
 * Choices within the traces; each kind heeds those it knows.
 *
 * @param functions how many: of counts a minute the most popular, of requests and of synthetic load those drawn; without
 *     it each kind has a number of its own
 * @param zipf the k-th most popular function is drawn in proportion to 1/k to this power
 * @param perMinute synthetic arrivals a minute
 * @param startMinute first minute taken of counts a minute, as its column is called; without it the first there is
 * @param minutes how many minutes of counts or of synthetic load
 * @param seed of whatever is drawn
 */
public record LoadOptions(
        OptionalInt functions, double zipf, int perMinute, OptionalInt startMinute, int minutes, long seed) {

    public LoadOptions {
        if (functions.isPresent()) {
            atLeastOne(functions.getAsInt(), "number of functions");
        }
        atLeastOne(perMinute, "number of arrivals a minute");
        atLeastOne(minutes, "number of minutes");
        if (!(zipf >= 0 && zipf < 100)) {
            throw new IllegalArgumentException("the Zipf exponent must be within 0 and 100, but is " + zipf);
        }
    }

    /** Six minutes of the paper's rate, seed 1. */
    public static LoadOptions defaults() {
        return new LoadOptions(OptionalInt.empty(), 1.0, 325, OptionalInt.empty(), 6, 1);
    }

    public LoadOptions withFunctions(int number) {
        return new LoadOptions(OptionalInt.of(number), zipf, perMinute, startMinute, minutes, seed);
    }

    public LoadOptions withZipf(double exponent) {
        return new LoadOptions(functions, exponent, perMinute, startMinute, minutes, seed);
    }

    public LoadOptions withSeed(long changed) {
        return new LoadOptions(functions, zipf, perMinute, startMinute, minutes, changed);
    }

    private static void atLeastOne(int value, String name) {
        if (value < 1) {
            throw new IllegalArgumentException("the " + name + " must be at least 1, but is " + value);
        }
    }
}
