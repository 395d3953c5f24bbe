package dev.hearth.scheduler.dispatch;

import dev.hearth.contracts.function.FunctionRecord;
import dev.hearth.scheduler.intake.Accepted;
import dev.hearth.scheduler.intake.Intake;
import dev.hearth.scheduler.loop.PredictionErrors;
import dev.hearth.scheduling.cluster.InvocationId;
import dev.hearth.telemetry.metrics.BoundedLabel;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Map;
import java.util.TreeMap;

/**
 * {@code hearth_queue_depth{function}} and {@code hearth_queue_oldest_age_seconds}, counted when somebody asks. A function
 * has a series while this scheduler has invocations of it; were there more functions than {@value BoundedLabel#LIMIT}, the
 * rest would be counted under one. Beside them {@code hearth_prediction_error{kind}}, how well the core knew what it
 * planned with.
 */
final class QueueMetrics implements MultiCollector {

    private static final double NANOS_PER_SECOND = 1e9;

    private final Intake intake;
    private final Flights flights;
    private final PredictionErrors errors;

    QueueMetrics(Intake intake, Flights flights, PredictionErrors errors) {
        this.intake = intake;
        this.flights = flights;
        this.errors = errors;
    }

    @Override
    public MetricSnapshots collect() {
        var depths = new TreeMap<String, Integer>();
        var functions = new BoundedLabel();
        var now = System.nanoTime();
        long oldestNanos = 0;
        for (var accepted : intake.all()) {
            var waits = !flights.has(new InvocationId(accepted.invocation().id()));
            depths.merge(functions.of(function(accepted)), waits ? 1 : 0, Integer::sum);
            if (waits) {
                oldestNanos = Math.max(oldestNanos, now - accepted.readNanos());
            }
        }
        return MetricSnapshots.of(depth(depths), oldestAge(oldestNanos / NANOS_PER_SECOND), predictionError());
    }

    private static String function(Accepted accepted) {
        return FunctionRecord.key(
                accepted.invocation().function(), accepted.invocation().namespace());
    }

    private static GaugeSnapshot depth(Map<String, Integer> depths) {
        var snapshot = GaugeSnapshot.builder()
                .name("hearth_queue_depth")
                .help("Invocations that wait in this scheduler for a GPU");
        depths.forEach((function, depth) -> snapshot.dataPoint(GaugeDataPointSnapshot.builder()
                .labels(Labels.of("function", function))
                .value(depth)
                .build()));
        return snapshot.build();
    }

    private GaugeSnapshot predictionError() {
        return GaugeSnapshot.builder()
                .name("hearth_prediction_error")
                .help(
                        "How far off expected times have been lately, as a share of the measured ones; 0 before the first")
                .dataPoint(error("load", errors.load()))
                .dataPoint(error("inference", errors.inference()))
                .build();
    }

    private static GaugeDataPointSnapshot error(String kind, double ratio) {
        return GaugeDataPointSnapshot.builder()
                .labels(Labels.of("kind", kind))
                .value(ratio)
                .build();
    }

    private static GaugeSnapshot oldestAge(double seconds) {
        return GaugeSnapshot.builder()
                .name("hearth_queue_oldest_age_seconds")
                .help("How long the first of them has waited here; 0 if none waits")
                .dataPoint(GaugeDataPointSnapshot.builder().value(seconds).build())
                .build();
    }
}
