package dev.hearth.scheduling.cluster;

import java.util.List;

/**
 * One GPU as its worker knows it.
 *
 * @param type GPUs of one type take the same time for the same work
 * @param sequence grows with every change within one epoch; the higher one is the newer
 * @param capacityBytes device memory that models may take
 * @param models resident or loading, coldest first
 * @param quarantined models that the worker refuses to load there, few
 * @param working invocations that run or wait in the worker's queue, whoever dispatched them
 */
public record GpuReport(
        GpuId gpu,
        String type,
        long epoch,
        long sequence,
        long capacityBytes,
        List<Resident> models,
        List<ModelId> quarantined,
        List<InvocationId> working) {

    public GpuReport {
        models = List.copyOf(models);
        quarantined = quarantined == null ? List.of() : List.copyOf(quarantined);
        working = List.copyOf(working);
    }

    /** Of a GPU that refuses no model. */
    public GpuReport(
            GpuId gpu,
            String type,
            long epoch,
            long sequence,
            long capacityBytes,
            List<Resident> models,
            List<InvocationId> working) {
        this(gpu, type, epoch, sequence, capacityBytes, models, List.of(), working);
    }

    /**
     * One model on the GPU.
     *
     * @param ready whether it can be run, not merely loading
     * @param keptUntilNanos on the clock of {@code apply}: it is no victim before that time, like one in use; {@link
     *     #NOT_KEPT}, or {@link Long#MAX_VALUE} for always
     */
    public record Resident(ModelId model, long bytes, boolean ready, long keptUntilNanos) {

        /** Of a model that may leave at any time. */
        public static final long NOT_KEPT = 0;

        /** A model that may leave at any time. */
        public Resident(ModelId model, long bytes, boolean ready) {
            this(model, bytes, ready, NOT_KEPT);
        }
    }
}
