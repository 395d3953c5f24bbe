package dev.hearth.registry.residency;

import dev.hearth.contracts.json.WireJson;
import dev.hearth.contracts.model.ModelReference;
import dev.hearth.contracts.topic.Topics;
import dev.hearth.contracts.worker.GpuState;
import dev.hearth.contracts.worker.Leases;
import dev.hearth.contracts.worker.WorkerRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.springframework.kafka.core.KafkaTemplate;

/** Says on {@code hearth.workers} what a worker with real GPUs would say, a heartbeat each second. Thread-safe. */
final class FakeWorker {

    private static final long CAPACITY = 100;

    private final KafkaTemplate<String, byte[]> kafka;
    private final String name;
    private final List<Map<String, Long>> gpus = new ArrayList<>();
    private final ScheduledExecutorService heartbeats = Executors.newSingleThreadScheduledExecutor();
    private final long epoch;
    private List<ModelReference> host = List.of();
    private long sequence;

    FakeWorker(KafkaTemplate<String, byte[]> kafka, String name, int gpuCount) {
        this.kafka = kafka;
        this.name = name;
        for (int index = 0; index < gpuCount; index++) {
            gpus.add(new LinkedHashMap<>());
        }
        this.epoch = send(new WorkerRecord.Joined(WorkerRecord.RECORD_VERSION, name, url()));
        var _ = heartbeats.scheduleAtFixedRate(this::report, 0, Leases.HEARTBEAT.toMillis(), TimeUnit.MILLISECONDS);
    }

    String name() {
        return name;
    }

    long epoch() {
        return epoch;
    }

    /** Loads one of the models on one of the GPUs, evicting until it fits; or evicts one; and reports. */
    synchronized void changeSomething(RandomGenerator random, List<String> models) {
        var gpu = gpus.get(random.nextInt(gpus.size()));
        var model = models.get(random.nextInt(models.size()));
        if (gpu.remove(model) == null) {
            var bytes = random.nextLong(10, 60);
            while (gpu.values().stream().mapToLong(Long::longValue).sum() + bytes > CAPACITY) {
                gpu.remove(gpu.keySet().iterator().next());
            }
            gpu.put(model, bytes);
        }
        sequence++;
        report();
    }

    /** What was reported last: GPU id -> models on it. */
    synchronized Map<String, List<String>> residency() {
        var residency = new TreeMap<String, List<String>>();
        for (int index = 0; index < gpus.size(); index++) {
            residency.put(
                    name + "/" + index,
                    gpus.get(index).keySet().stream().sorted().toList());
        }
        return residency;
    }

    /** Has these models in its host memory from now on, and reports. */
    synchronized void stage(ModelReference... models) {
        host = List.of(models);
        report();
    }

    /** As SIGKILL does: it says nothing more. */
    void kill() {
        heartbeats.shutdownNow();
    }

    void leave() {
        kill();
        send(new WorkerRecord.Left(WorkerRecord.RECORD_VERSION, name, epoch));
    }

    private synchronized void report() {
        var states = new ArrayList<GpuState>();
        for (int index = 0; index < gpus.size(); index++) {
            var models = gpus.get(index).entrySet().stream()
                    .map(resident -> Gpus.ready(resident.getKey(), resident.getValue()))
                    .toList();
            states.add(Gpus.state(index, sequence, CAPACITY, models));
        }
        send(new WorkerRecord.Report(WorkerRecord.RECORD_VERSION, name, epoch, url(), states, host));
    }

    private long send(WorkerRecord record) {
        return kafka.send(Topics.WORKERS, name, WireJson.mapper().writeValueAsBytes(record))
                .join()
                .getRecordMetadata()
                .offset();
    }

    private static String url() {
        return "http://127.0.0.1:1";
    }
}
