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

    /** Hash of partition -> offset: up to where {@code hearth.results} is in this Redis; absent after a wipe. */
    public static final String RECORDED = "hearth:recorded";

    /** Set of {@code hearth.instance} of the schedulers that may have a {@link #forecast}. */
    public static final String FORECASTERS = "hearth:forecasters";

    /** Field of {@link #invocation} that holds the outcome as JSON; absent until the invocation ended. */
    public static final String OUTCOME = "outcome";

    private RegistryKeys() {}

    /** Hash {@code epoch, url}: the worker's lease. Absent once it expired. */
    public static String lease(String worker) {
        return "hearth:{" + worker + "}:lease";
    }

    /**
     * Hash {@code epoch, sequence, capacity, working, state}: one GPU; {@code state} is its {@code GpuState} as JSON, {@code
     * working} the ids that run or wait there.
     */
    public static String gpu(String worker, int index) {
        return "hearth:{" + worker + "}:gpu:" + index;
    }

    /** Hash of short model name -> JSON {@code {"bytes","pins","state"}}: the models on one GPU. */
    public static String models(String worker, int index) {
        return gpu(worker, index) + ":models";
    }

    /**
     * Hash of invocation id, or id of a load ahead of need -> JSON {@code {"attempt","model","load","bytes","evict":[..],
     * "scheduler","at"}}: the claims on one GPU. {@code load} is false and {@code bytes} 0 for a hit; {@code at} is Redis
     * time in milliseconds.
     */
    public static String claims(String worker, int index) {
        return gpu(worker, index) + ":claims";
    }

    /** Set of short model names whose {@link #holders} may name this GPU: what to clear when the models leave. */
    public static String indexed(String worker, int index) {
        return gpu(worker, index) + ":indexed";
    }

    /** The four keys that claim, release and report work on, in the order the scripts take them. */
    public static List<String> scriptKeys(String worker, int index) {
        return List.of(lease(worker), gpu(worker, index), models(worker, index), claims(worker, index));
    }

    /** Set of {@code WORKER/INDEX} that hold the model: the index model -> GPUs. */
    public static String holders(ModelReference model) {
        return "hearth:holders:" + model.shortName();
    }

    /**
     * Hash of the invocation's outcome, with a TTL: {@link #OUTCOME} and {@code body} (the terminal record, and where its
     * body lies, as JSON), its {@code partition}, {@code offset} and {@code attempt}, and {@code attempt:N} -> offset of each
     * attempt that fences lower ones.
     */
    public static String invocation(String id) {
        return "invocation:" + id;
    }

    /** Stream of one line per ended invocation of a function, bounded; what {@code /system/logs} reads. */
    public static String functionLog(String function, String namespace) {
        return "hearth:log:" + function + "." + namespace;
    }

    /** How many invocations of a function ended since its log was last empty; a figure to show, nothing rests on it. */
    public static String functionCount(String function, String namespace) {
        return functionLog(function, namespace) + ":count";
    }

    /**
     * {@link ForecastRecord} of one scheduler as JSON, with a TTL that it renews: what it expects models to cost.
     *
     * @param scheduler {@code hearth.instance}
     */
    public static String forecast(String scheduler) {
        return "hearth:forecast:" + scheduler;
    }
}
