package dev.hearth.cli.replay;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The time during which GPUs loaded beside an inference, from what the log says of both: to some milliseconds. */
final class HiddenLoads {

    private final Map<String, List<Span>> inferences = new HashMap<>();
    private final ClusterLog log;

    /** Real milliseconds of Unix time. */
    private record Span(double from, double to) {
        double overlap(Span other) {
            return Math.max(0, Math.min(to, other.to) - Math.max(from, other.from));
        }
    }

    HiddenLoads(ClusterLog log) {
        this.log = log;
        for (var end : log.ends()) {
            var gpu = end.gpu();
            if (gpu != null) {
                double from = end.startedEpochMillis();
                inferences
                        .computeIfAbsent(gpu.split(" ", 2)[0], _ -> new ArrayList<>())
                        .add(new Span(from, from + end.timing().inferenceMs()));
            }
        }
        inferences.values().forEach(spans -> spans.sort(Comparator.comparingDouble(Span::from)));
    }

    /** Real milliseconds, of all GPUs together. */
    double millis() {
        double sum = 0;
        for (var at : log.loads()) {
            var load = at.record();
            var span = new Span(at.epochMillis() - load.loadMs(), at.epochMillis());
            for (var inference : inferences.getOrDefault(load.worker() + "/" + load.gpu(), List.of())) {
                sum += inference.overlap(span);
            }
        }
        return sum;
    }
}
