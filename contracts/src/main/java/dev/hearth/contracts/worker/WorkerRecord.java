package dev.hearth.contracts.worker;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.hearth.contracts.json.RecordVersion;
import dev.hearth.contracts.model.ModelReference;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code hearth.workers} holds, as JSON, key = the worker's name. The topic's timestamps are the broker's (log
 * append time): leases are counted in them.
 *
 * <p>A worker's epoch is the offset of its {@link Joined} record.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = WorkerRecord.Joined.class, name = "joined"),
    @JsonSubTypes.Type(value = WorkerRecord.Report.class, name = "report"),
    @JsonSubTypes.Type(value = WorkerRecord.Loaded.class, name = "loaded"),
    @JsonSubTypes.Type(value = WorkerRecord.LoadFailed.class, name = "load-failed"),
    @JsonSubTypes.Type(value = WorkerRecord.Evicted.class, name = "evicted"),
    @JsonSubTypes.Type(value = WorkerRecord.Left.class, name = "left"),
    @JsonSubTypes.Type(value = WorkerRecord.Tick.class, name = "tick")
})
public sealed interface WorkerRecord {

    /** Version of these shapes. */
    int RECORD_VERSION = 1;

    int recordVersion();

    /** The worker it speaks of; the registry's own name on a {@link Tick}. */
    String worker();

    /** A worker process starts with empty GPUs. */
    record Joined(int recordVersion, String worker, String url) implements WorkerRecord {
        public Joined {
            RecordVersion.requireReadable(Joined.class, recordVersion, RECORD_VERSION);
        }
    }

    /**
     * Heartbeat and full residency in one: sent every second and soon after each change. Replaces all that was known of
     * the worker.
     *
     * @param url where dispatches go, e.g. {@code http://127.0.0.1:41234}
     * @param host models in the node's host memory, in no order; none where a record does not say
     */
    record Report(
            int recordVersion, String worker, long epoch, String url, List<GpuState> gpus, List<ModelReference> host)
            implements WorkerRecord {
        public Report {
            RecordVersion.requireReadable(Report.class, recordVersion, RECORD_VERSION);
            gpus = List.copyOf(gpus);
            host = host == null ? List.of() : List.copyOf(host);
        }

        /** Of a worker without models in host memory. */
        public Report(int recordVersion, String worker, long epoch, String url, List<GpuState> gpus) {
            this(recordVersion, worker, epoch, url, gpus, List.of());
        }
    }

    /**
     * A model became resident.
     *
     * @param from tier it came from, {@code repository} or {@code host}
     * @param invocation that began the load, or the id of a load ahead of need
     */
    record Loaded(
            int recordVersion,
            String worker,
            long epoch,
            int gpu,
            ModelReference model,
            long bytes,
            double loadMs,
            String from,
            @Nullable String invocation)
            implements WorkerRecord {
        public Loaded {
            RecordVersion.requireReadable(Loaded.class, recordVersion, RECORD_VERSION);
        }
    }

    /** A load ended without a resident model. */
    record LoadFailed(int recordVersion, String worker, long epoch, int gpu, ModelReference model, String reason)
            implements WorkerRecord {
        public LoadFailed {
            RecordVersion.requireReadable(LoadFailed.class, recordVersion, RECORD_VERSION);
        }
    }

    /** A model left a GPU and its bytes are free again. */
    record Evicted(
            int recordVersion,
            String worker,
            long epoch,
            int gpu,
            ModelReference model,
            long bytes,
            String reason,
            @Nullable String causedBy)
            implements WorkerRecord {
        public Evicted {
            RecordVersion.requireReadable(Evicted.class, recordVersion, RECORD_VERSION);
        }
    }

    /** The worker drained and is gone. */
    record Left(int recordVersion, String worker, long epoch) implements WorkerRecord {
        public Left {
            RecordVersion.requireReadable(Left.class, recordVersion, RECORD_VERSION);
        }
    }

    /** The registry moves log time on, so that silence can be told from a stopped broker. */
    record Tick(int recordVersion, String worker) implements WorkerRecord {
        public Tick {
            RecordVersion.requireReadable(Tick.class, recordVersion, RECORD_VERSION);
        }
    }
}
