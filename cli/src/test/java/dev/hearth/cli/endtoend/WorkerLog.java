package dev.hearth.cli.endtoend;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.awaitility.Awaitility.await;

import dev.hearth.cli.endtoend.LogReader.Position;
import dev.hearth.cli.local.ClusterFile.Service;
import dev.hearth.contracts.json.WireJson;
import dev.hearth.contracts.topic.Topics;
import dev.hearth.contracts.worker.WorkerRecord;
import java.util.List;

/** What workers say of themselves on {@code hearth.workers}. */
final class WorkerLog {

    /** The first may have been begun before; events travel ahead of the report that follows them. */
    private static final int REPORTS = 2;

    private final HearthCluster cluster;

    WorkerLog(HearthCluster cluster) {
        this.cluster = cluster;
    }

    Position end() {
        return cluster.log().end(Topics.WORKERS);
    }

    /** The records of a kind since then, once every living worker has told all that happened before this call. */
    <T extends WorkerRecord> List<T> since(Position start, Class<T> kind) {
        var now = end();
        await("reports of all workers").pollInterval(100, MILLISECONDS).until(() -> allReported(now));
        return read(start).stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private boolean allReported(Position start) {
        var reporters = read(start).stream()
                .filter(WorkerRecord.Report.class::isInstance)
                .map(WorkerRecord::worker)
                .toList();
        return cluster.workers().stream()
                .map(Service::instance)
                .allMatch(worker -> reporters.stream().filter(worker::equals).count() >= REPORTS);
    }

    private List<WorkerRecord> read(Position start) {
        return cluster.log().since(start).stream()
                .map(record -> WireJson.mapper().readValue(record.value(), WorkerRecord.class))
                .toList();
    }
}
