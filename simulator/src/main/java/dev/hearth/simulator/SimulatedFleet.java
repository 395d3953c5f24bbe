package dev.hearth.simulator;

import dev.hearth.costs.ModelCost;
import dev.hearth.scheduling.Event;
import dev.hearth.scheduling.cluster.GpuId;
import dev.hearth.scheduling.cluster.GpuReport;
import dev.hearth.scheduling.cluster.ModelId;
import dev.hearth.scheduling.cluster.Tier;
import dev.hearth.simulator.gpu.Batching;
import dev.hearth.simulator.gpu.GpuListener;
import dev.hearth.simulator.gpu.HostLink;
import dev.hearth.simulator.gpu.LoadPath;
import dev.hearth.simulator.gpu.RepositoryPath;
import dev.hearth.simulator.gpu.SimulatedGpu;
import dev.hearth.simulator.time.Timeline;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.SequencedMap;

/** The nodes and GPUs of a run, and what is told of them before it begins. */
final class SimulatedFleet {

    private final SequencedMap<ModelId, ModelCost> costs = new LinkedHashMap<>();
    private final SequencedMap<String, List<SimulatedGpu>> nodes = new LinkedHashMap<>();
    private final SequencedMap<GpuId, SimulatedGpu> gpus = new LinkedHashMap<>();
    private final OptionalDouble hostBytesPerSecond;

    SimulatedFleet(SimulationPlan plan, Timeline timeline, GpuListener listener) {
        plan.modelCosts().forEach((function, cost) -> costs.put(new ModelId(function), cost));
        ClusterShape shape = plan.cluster();
        hostBytesPerSecond = shape.hostBytesPerSecond();
        Batching batching = new Batching(plan.choice().maxBatch(), shape.batchMarginal());
        LoadPath path = path(timeline);
        for (int number = 0; number < shape.gpus(); number++) {
            if (number % shape.gpusPerNode() == 0) {
                path = path(timeline);
            }
            String node = node(number / shape.gpusPerNode() + 1, shape.nodes());
            SimulatedGpu gpu = new SimulatedGpu(
                    new GpuId(node, number % shape.gpusPerNode()),
                    number,
                    shape.gpuMemoryBytes(),
                    timeline,
                    path,
                    model -> cost(model).inferenceNanos(),
                    batching,
                    listener);
            nodes.computeIfAbsent(node, _ -> new ArrayList<>()).add(gpu);
            gpus.put(gpu.id(), gpu);
        }
    }

    /** As many digits as the last node's number has, so that they sort. */
    private static String node(int number, int nodes) {
        int digits = Integer.toString(nodes).length();
        return String.format(Locale.ROOT, "node-%0" + digits + "d", number);
    }

    /** The way to one node's GPUs; a link is shared by them, a repository's load time is not. */
    private LoadPath path(Timeline timeline) {
        return hostBytesPerSecond.isPresent()
                ? new HostLink(timeline, model -> cost(model).weightBytes(), hostBytesPerSecond.getAsDouble())
                : new RepositoryPath(timeline, model -> cost(model).loadNanos());
    }

    /** In the order of their ids. */
    Collection<SimulatedGpu> gpus() {
        return Collections.unmodifiableCollection(gpus.values());
    }

    SimulatedGpu gpu(GpuId id) {
        SimulatedGpu gpu = gpus.get(id);
        if (gpu == null) {
            throw new IllegalStateException("there is no GPU " + id);
        }
        return gpu;
    }

    ModelCost cost(ModelId model) {
        ModelCost cost = costs.get(model);
        if (cost == null) {
            throw new IllegalStateException("no function has model " + model);
        }
        return cost;
    }

    /** The nodes report, then what lies in their host memory, then what the models cost. */
    List<Event> introduction() {
        List<Event> events = new ArrayList<>();
        nodes.forEach((node, members) -> {
            List<GpuReport> reports = members.stream().map(SimulatedGpu::report).toList();
            events.add(new Event.WorkerReported(node, 1, reports));
        });
        if (hostBytesPerSecond.isPresent()) {
            nodes.forEach((node, _) -> events.add(new Event.ModelsStaged(node, 1, List.copyOf(costs.keySet()))));
        }
        costs.forEach((model, cost) -> {
            events.add(new Event.ModelProfiled(model, Tier.REPOSITORY, cost.loadNanos(), cost.inferenceNanos()));
            hostBytesPerSecond.ifPresent(bytesPerSecond -> events.add(new Event.ModelProfiled(
                    model, Tier.HOST, HostLink.loadNanos(cost.weightBytes(), bytesPerSecond), cost.inferenceNanos())));
        });
        return events;
    }
}
