package dev.hearth.scheduling.simulation;

import dev.hearth.scheduling.cluster.Invocation;
import dev.hearth.scheduling.cluster.InvocationId;
import dev.hearth.scheduling.cluster.ModelId;
import java.util.random.RandomGenerator;

/** What is asked for: ten models, low numbers more often; a third of the invocations has a deadline. */
final class Demand {

    static final int MODELS = 10;

    /** Of each GPU, in bytes. */
    static final long CAPACITY = 100;

    private Demand() {}

    /** @param unitNanos an inference takes some of these */
    static Invocation invocation(int number, long arrivalNanos, long unitNanos, RandomGenerator random) {
        int ceiling = 1 + random.nextInt(MODELS);
        int model = random.nextInt(ceiling);
        long deadline = random.nextInt(3) == 0
                ? arrivalNanos + 5 * unitNanos + random.nextLong(150 * unitNanos)
                : Long.MAX_VALUE;
        int maxBatch = 1 << number % 4;
        return new Invocation(
                new InvocationId("invocation-" + number), model(model), bytes(model), 1, deadline, maxBatch);
    }

    static ModelId model(int number) {
        return new ModelId("model-" + number);
    }

    /** The rarest model fits nowhere. */
    static long bytes(int model) {
        return model == MODELS - 1 ? CAPACITY + 1 : 20 + 7L * model;
    }
}
