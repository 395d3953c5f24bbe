package dev.hearth.registry.residency;

import dev.hearth.contracts.worker.Leases;
import dev.hearth.contracts.worker.WorkerRecord;
import dev.hearth.messaging.WorkerLeases;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Who lives, read from {@code hearth.workers}: a worker is lost when it says so, or once its lease has run out in log time.
 * A worker that only Redis knows (it died while nobody read the log) gets a lease from when it was found. Thread-safe.
 */
final class Memberships {

    private final WorkerLeases leases = new WorkerLeases(Leases.LEASE);

    /**
     * Takes one record.
     *
     * @param said the record's value
     * @return what it changes, in order
     */
    synchronized List<Change> accept(ConsumerRecord<?, ?> record, WorkerRecord said) {
        var changes = new ArrayList<Change>();
        switch (said) {
            // A worker's epoch is where its joining lies.
            case WorkerRecord.Joined joined -> renew(joined.worker(), record.offset(), record);
            case WorkerRecord.Report report -> {
                if (renew(report.worker(), report.epoch(), record)) {
                    changes.add(new Change.Reported(report));
                }
            }
            case WorkerRecord.Left left -> {
                if (leases.end(left.worker(), left.epoch())) {
                    changes.add(new Change.Lost(left.worker(), left.epoch()));
                }
            }
            case WorkerRecord.Loaded _, WorkerRecord.LoadFailed _, WorkerRecord.Evicted _, WorkerRecord.Tick _ -> {
                // Time moved; the report that follows says the rest.
            }
        }
        for (var expired : leases.advance(record.partition(), record.timestamp())) {
            changes.add(new Change.Lost(expired.worker(), expired.epoch()));
        }
        return changes;
    }

    /**
     * Gives a lease to workers that Redis knows and the log does not, or not in that epoch (the log may have been made
     * anew).
     *
     * @param epochs by worker
     */
    synchronized void adopt(Map<String, Long> epochs) {
        epochs.forEach(leases::adopt);
    }

    private boolean renew(String worker, long epoch, ConsumerRecord<?, ?> record) {
        return leases.renew(worker, epoch, record.partition(), record.timestamp());
    }
}
