package dev.hearth.scheduler.fleet;

import dev.hearth.contracts.json.WireJson;
import dev.hearth.contracts.topic.Topics;
import dev.hearth.contracts.worker.Leases;
import dev.hearth.contracts.worker.LoadRequest;
import dev.hearth.contracts.worker.WorkerRecord;
import dev.hearth.messaging.TopicTail;
import dev.hearth.messaging.WorkerLeases;
import dev.hearth.scheduling.Event;
import dev.hearth.scheduling.cluster.GpuId;
import dev.hearth.scheduling.cluster.ModelId;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.core.ConsumerFactory;

/**
 * Follows {@code hearth.workers} and tells the core who is there, what their GPUs and their host memory hold, and who is
 * gone.
 */
public final class FleetTail implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(FleetTail.class);

    private static final double NANOS_PER_MS = 1e6;

    private final TopicTail tail;
    private final WorkerDirectory directory;
    private final Consumer<Event> core;
    private final WorkerLeases leases = new WorkerLeases(Leases.LEASE);
    private final StagedModels staged = new StagedModels();
    private volatile boolean running;

    FleetTail(ConsumerFactory<String, byte[]> consumers, Clock clock, WorkerDirectory directory, Consumer<Event> core) {
        // A worker under a lease has reported within it; twice that leaves room for the clocks.
        var start = new TopicTail.Start.Since(Leases.LEASE.multipliedBy(2), clock);
        this.tail = new TopicTail(consumers, Topics.WORKERS, start, this::onRecord);
        this.directory = directory;
        this.core = core;
    }

    @Override
    public void start() {
        running = true;
        tail.start();
    }

    @Override
    public void stop() {
        running = false;
        tail.close();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Completes once the core was told of every worker that was there at start. */
    public CompletableFuture<Void> read() {
        return tail.caughtUp();
    }

    boolean ready() {
        return tail.caughtUp().isDone() && tail.connected();
    }

    private void onRecord(ConsumerRecord<String, byte[]> record) {
        var said = WireJson.mapper().readValue(record.value(), WorkerRecord.class);
        if (said instanceof WorkerRecord.Report report) {
            renew(report, record);
        } else if (said instanceof WorkerRecord.Loaded loaded) {
            loaded(loaded);
        } else if (said instanceof WorkerRecord.Left left && leases.end(left.worker(), left.epoch())) {
            lost(left.worker(), left.epoch(), "left");
        }
        for (var expired : leases.advance(record.partition(), record.timestamp())) {
            lost(expired.worker(), expired.epoch(), "lease expired");
        }
    }

    /** A load ahead of need is answered to whoever asked for it; a dispatch that loads only says so here. */
    private void loaded(WorkerRecord.Loaded loaded) {
        var by = loaded.invocation();
        if (by == null || !by.startsWith(LoadRequest.ID_PREFIX)) {
            core.accept(new Event.ModelLoaded(
                    new ModelId(loaded.model().shortName()),
                    new GpuId(loaded.worker(), loaded.gpu()),
                    loaded.epoch(),
                    Math.round(loaded.loadMs() * NANOS_PER_MS),
                    Optional.empty()));
        }
    }

    private void renew(WorkerRecord.Report report, ConsumerRecord<String, byte[]> record) {
        if (!leases.renew(report.worker(), report.epoch(), record.partition(), record.timestamp())) {
            return;
        }
        directory.put(report.worker(), report.url());
        core.accept(new Event.WorkerReported(
                report.worker(),
                report.epoch(),
                report.gpus().stream()
                        .map(gpu -> GpuReports.of(report.worker(), report.epoch(), gpu))
                        .toList()));
        staged.news(report).ifPresent(core);
    }

    private void lost(String worker, long epoch, String why) {
        log.info("lost worker={} epoch={} reason={}", worker, epoch, why);
        directory.remove(worker);
        staged.forget(worker);
        core.accept(new Event.WorkerLost(worker, epoch));
    }
}
