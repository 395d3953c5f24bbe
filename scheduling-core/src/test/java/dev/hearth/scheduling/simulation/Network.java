package dev.hearth.scheduling.simulation;

import java.util.random.RandomGenerator;

/** How long messages and work take, and whether something goes wrong now. */
final class Network {

    private final RandomGenerator random;
    private final Weather weather;
    private final long unitNanos;
    private boolean fair;

    Network(RandomGenerator random, Weather weather, long unitNanos) {
        this.random = random;
        this.weather = weather;
        this.unitNanos = unitNanos;
    }

    Weather weather() {
        return weather;
    }

    /** From now on storms are over. */
    void clearUp() {
        fair = true;
    }

    boolean fair() {
        return fair;
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability && !(fair && !weather.calm());
    }

    /** Up to so many units. */
    long within(int units) {
        return random.nextLong(units * unitNanos);
    }

    long units(int units) {
        return units * unitNanos;
    }

    /** Of a message; while the weather is calm a GPU is sent everything in order. */
    long delay() {
        return unitNanos / 10 + within(2) + (chance(weather.late()) ? within(40) : 0);
    }

    long orderDelay() {
        return weather.calm() ? unitNanos : delay();
    }

    long loadNanos() {
        return (chance(weather.slow()) ? 10 : 1) * (units(10) + within(20));
    }

    long inferenceNanos() {
        return unitNanos + within(5);
    }
}
