package dev.hearth.contracts.registry;

import dev.hearth.contracts.model.ModelReference;
import java.util.List;

/**
 * Key names of the global cache registry. All keys of a worker share one hash tag, so that one script may touch them on
 * a Redis cluster. Redis may be wiped at any time: an absent GPU key means unknown, never empty.
 */
public final class RegistryKeys {

    /** Set of {@code WORKER/INDEX} of all GPUs under a lease. */
    public static final String GPUS = "hearth:gpus";

    /** Field of {@link #invocation} that holds the outcome as JSON; absent until the invocation ended. */
    public static final String OUTCOME = "outcome";

    private RegistryKeys() {}

    /** Hash {@code epoch, url}: the worker's lease. Absent once it expired. */
    public static String lease(String worker) {
        return "hearth:{" + worker + "}:lease";
    }

    /** Hash {@code epoch, sequence, capacity, state}: one GPU; {@code state} is its {@code GpuState} as JSON. */
    public static String gpu(String worker, int index) {
        return "hearth:{" + worker + "}:gpu:" + index;
    }

    /** Hash of short model name -> JSON {@code {"bytes":n}}: the models on one GPU. */
    public static String models(String worker, int index) {
        return gpu(worker, index) + ":models";
    }

    /**
     * Hash of invocation id -> JSON {@code {"attempt","model","bytes","evict":[..],"scheduler","at"}}: the claims on one
     * GPU. {@code bytes} is 0 for a hit; {@code at} is Redis time in milliseconds.
     */
    public static String claims(String worker, int index) {
        return gpu(worker, index) + ":claims";
    }

    /** The four keys that claim, release and report work on, in the order the scripts take them. */
    public static List<String> scriptKeys(String worker, int index) {
        return List.of(lease(worker), gpu(worker, index), models(worker, index), claims(worker, index));
    }

    /** Set of {@code WORKER/INDEX} that hold the model: the index model -> GPUs. */
    public static String holders(ModelReference model) {
        return "hearth:holders:" + model.shortName();
    }

    /** Hash of the invocation's outcome, with a TTL. */
    public static String invocation(String id) {
        return "invocation:" + id;
    }

    /** Stream of one line per ended invocation of a function, bounded; what {@code /system/logs} reads. */
    public static String functionLog(String function, String namespace) {
        return "hearth:log:" + function + "." + namespace;
    }

    /** Hash {@code loadMs, inferenceMs, samples} of a model, learned from outcomes. */
    public static String profile(ModelReference model) {
        return "hearth:profile:" + model.shortName();
    }
}
