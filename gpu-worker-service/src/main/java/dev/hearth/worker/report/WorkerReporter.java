package dev.hearth.worker.report;

import dev.hearth.contracts.worker.GpuState;
import dev.hearth.contracts.worker.Leases;
import dev.hearth.contracts.worker.WorkerRecord;
import dev.hearth.worker.WorkerIdentity;
import dev.hearth.worker.execution.Membership;
import dev.hearth.worker.model.HostTier;
import dev.hearth.worker.model.ResidencyEvent;
import dev.hearth.worker.report.WorkerTopic.UnacknowledgedException;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Joins the cluster and keeps it informed: a report every heartbeat, at once after a load or an eviction, and a little
 * later after a change of what runs; events before the report that shows their effect. Runs on one thread until it is interrupted; without the log it tries again for ever.
 */
final class WorkerReporter implements Runnable {

    private static final Logger log = LoggerFactory.getLogger(WorkerReporter.class);

    private final WorkerTopic topic;
    private final ResidencyJournal journal;
    private final Supplier<List<GpuState>> gpus;
    private final HostTier host;
    private final Membership membership;
    private final WorkerIdentity worker;
    private final ReportProperties properties;
    private final String url;
    private boolean silent;

    WorkerReporter(
            WorkerTopic topic,
            ResidencyJournal journal,
            Supplier<List<GpuState>> gpus,
            HostTier host,
            Membership membership,
            WorkerIdentity worker,
            ReportProperties properties,
            String url) {
        this.topic = topic;
        this.journal = journal;
        this.gpus = gpus;
        this.host = host;
        this.membership = membership;
        this.worker = worker;
        this.properties = properties;
        this.url = url;
    }

    @Override
    public void run() {
        try {
            join();
            while (true) {
                report();
                // Changes that come now travel with the next report.
                Thread.sleep(properties.interval());
                if (!journal.awaitEvent(properties.activityInterval())) {
                    journal.awaitChange(
                            Leases.HEARTBEAT.minus(properties.interval()).minus(properties.activityInterval()));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Says good-bye; the worker must have stopped reporting. */
    void leave() throws InterruptedException {
        long epoch = membership.epoch();
        if (epoch == Membership.NO_EPOCH) {
            return;
        }
        try {
            topic.append(new WorkerRecord.Left(WorkerRecord.RECORD_VERSION, worker.instance(), epoch));
            log.info("left worker={} epoch={}", worker.instance(), epoch);
        } catch (UnacknowledgedException e) {
            log.warn("left without saying so, the lease will run out: {}", e.getMessage());
        }
    }

    private void join() throws InterruptedException {
        while (true) {
            try {
                topic.requireTopics();
                long sent = System.nanoTime();
                long epoch = topic.append(new WorkerRecord.Joined(WorkerRecord.RECORD_VERSION, worker.instance(), url));
                membership.joined(epoch, sent);
                recovered();
                log.info("joined worker={} epoch={} url={}", worker.instance(), epoch, url);
                return;
            } catch (UnacknowledgedException e) {
                failed(e);
                Thread.sleep(properties.joinBackOff());
            }
        }
    }

    private void report() throws InterruptedException {
        long sent = System.nanoTime();
        try {
            for (var event : journal.drain()) {
                topic.append(record(event));
            }
            topic.append(new WorkerRecord.Report(
                    WorkerRecord.RECORD_VERSION,
                    worker.instance(),
                    membership.epoch(),
                    url,
                    gpus.get(),
                    host.models()));
            membership.acknowledged(sent);
            recovered();
        } catch (UnacknowledgedException e) {
            failed(e);
        } catch (RuntimeException e) {
            // A heartbeat that fails may be mended by the next; a reporter that ends never is.
            log.error("no report was sent", e);
        }
    }

    private WorkerRecord record(ResidencyEvent event) {
        return switch (event) {
            case ResidencyEvent.Loaded loaded ->
                new WorkerRecord.Loaded(
                        WorkerRecord.RECORD_VERSION,
                        worker.instance(),
                        membership.epoch(),
                        loaded.gpu(),
                        loaded.model(),
                        loaded.bytes(),
                        loaded.loadMs(),
                        loaded.tier(),
                        loaded.invocation());
            case ResidencyEvent.LoadFailed failed ->
                new WorkerRecord.LoadFailed(
                        WorkerRecord.RECORD_VERSION,
                        worker.instance(),
                        membership.epoch(),
                        failed.gpu(),
                        failed.model(),
                        failed.reason());
            case ResidencyEvent.Evicted evicted ->
                new WorkerRecord.Evicted(
                        WorkerRecord.RECORD_VERSION,
                        worker.instance(),
                        membership.epoch(),
                        evicted.gpu(),
                        evicted.model(),
                        evicted.bytes(),
                        evicted.reason(),
                        evicted.causedBy());
        };
    }

    private void failed(UnacknowledgedException failure) {
        membership.failed(String.valueOf(failure.getMessage()));
        if (!silent) {
            log.warn("the log does not answer, trying on: {}", failure.getMessage());
        }
        silent = true;
    }

    private void recovered() {
        if (silent) {
            log.info("the log answers again");
        }
        silent = false;
    }
}
