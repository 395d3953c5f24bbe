package dev.hearth.cli.endtoend;

import dev.hearth.cli.local.ClusterFile.Service;
import dev.hearth.contracts.json.WireJson;
import dev.hearth.contracts.model.ModelReference;
import dev.hearth.contracts.worker.GpuState;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/** What the GPUs hold: as Redis has it, and as the living workers themselves have it. */
final class Residency {

    private final HearthCluster cluster;

    Residency(HearthCluster cluster) {
        this.cluster = cluster;
    }

    /** What one GPU holds and does. */
    record Holding(GpuState.Memory memory, Set<GpuState.Resident> models, List<String> running, int queued) {}

    /** By GPU, what {@code GET /v1/gpus} of the gateway tells. */
    Map<String, Holding> inRedis() {
        var gpus = new TreeMap<String, Holding>();
        for (var gpu : cluster.caller().get("/v1/gpus").json()) {
            var models = new HashSet<GpuState.Resident>();
            gpu.get("models").forEach(model -> models.add(resident(model)));
            gpus.put(
                    gpu.get("id").asString(),
                    new Holding(
                            WireJson.mapper().treeToValue(gpu.get("memory"), GpuState.Memory.class),
                            models,
                            gpu.get("running")
                                    .valueStream()
                                    .map(JsonNode::asString)
                                    .toList(),
                            gpu.get("queued").intValue()));
        }
        return gpus;
    }

    private static GpuState.Resident resident(JsonNode model) {
        return new GpuState.Resident(
                new ModelReference(
                        model.get("model").asString(), model.get("version").intValue()),
                GpuState.State.parse(model.get("state").asString()),
                model.get("bytes").longValue(),
                model.get("pins").intValue(),
                Instant.parse(model.get("lastUsed").asString()).toEpochMilli());
    }

    /** By GPU, what each living worker tells of its own. */
    Map<String, Holding> inWorkers() {
        var gpus = new TreeMap<String, Holding>();
        for (var worker : cluster.workers()) {
            for (var gpu : ask(worker)) {
                gpus.put(
                        worker.instance() + "/" + gpu.index(),
                        new Holding(
                                gpu.memory(),
                                Set.copyOf(gpu.models()),
                                gpu.running(),
                                gpu.queued().size()));
            }
        }
        return gpus;
    }

    /** By model, the GPUs that Redis' index says hold it. */
    Map<String, Set<String>> indexInRedis() {
        var holders = new TreeMap<String, Set<String>>();
        for (var model : cluster.caller().get("/v1/models").json()) {
            var gpus = new TreeSet<String>();
            model.get("tiers").get("device").forEach(gpu -> gpus.add(gpu.asString()));
            if (!gpus.isEmpty()) {
                holders.put(model.get("name").asString() + ":" + model.get("version"), gpus);
            }
        }
        return holders;
    }

    /** By model, the GPUs that hold it. */
    static Map<String, Set<String>> index(Map<String, Holding> gpus) {
        var holders = new TreeMap<String, Set<String>>();
        gpus.forEach((gpu, holding) -> holding.models()
                .forEach(model -> holders.computeIfAbsent(model.model().shortName(), name -> new TreeSet<>())
                        .add(gpu)));
        return holders;
    }

    /** The worker that computes the invocation now, its model being there. */
    Optional<String> computing(String invocation, String model) {
        return cluster.workers().stream()
                .filter(worker -> ask(worker).stream()
                        .filter(gpu -> gpu.running().contains(invocation))
                        .flatMap(gpu -> gpu.models().stream())
                        .anyMatch(resident ->
                                resident.model().name().equals(model) && resident.state() == GpuState.State.IN_USE))
                .map(Service::instance)
                .findFirst();
    }

    private List<GpuState> ask(Service worker) {
        return cluster.caller()
                .get("http://127.0.0.1:" + worker.port() + "/v1/gpus")
                .json()
                .valueStream()
                .map(state -> WireJson.mapper().treeToValue(state, GpuState.class))
                .toList();
    }
}
