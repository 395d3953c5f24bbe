package dev.hearth.cli.endtoend;

import dev.hearth.cli.local.ClusterFile.Service;
import dev.hearth.contracts.json.WireJson;
import dev.hearth.contracts.worker.GpuState;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/** What the GPUs hold: told by the registry from Redis, and by the living workers of themselves. */
final class Residency {

    private final HearthCluster cluster;

    Residency(HearthCluster cluster) {
        this.cluster = cluster;
    }

    /** By GPU, everything that is comparable of it. */
    Map<String, String> asRedisHasIt() {
        var gpus = new TreeMap<String, String>();
        for (var gpu : cluster.caller().get("/v1/gpus").json()) {
            var models = new TreeSet<String>();
            gpu.get("models")
                    .forEach(model -> models.add(model(
                            model.get("model").asString() + ":" + model.get("version"),
                            model.get("state").asString(),
                            model.get("bytes").longValue(),
                            model.get("pins").intValue(),
                            Instant.parse(model.get("lastUsed").asString()).toEpochMilli())));
            var memory = WireJson.mapper().treeToValue(gpu.get("memory"), GpuState.Memory.class);
            gpus.put(
                    gpu.get("id").asString(),
                    gpu(memory, models, gpu.get("running").size()));
        }
        return gpus;
    }

    /** By GPU, in the same words. */
    Map<String, String> asTheWorkersHaveIt() {
        var gpus = new TreeMap<String, String>();
        for (var worker : cluster.workers()) {
            for (var gpu : read(worker)) {
                var models = new TreeSet<String>();
                gpu.models()
                        .forEach(model -> models.add(model(
                                model.model().shortName(),
                                model.state().wireName(),
                                model.bytes(),
                                model.pins(),
                                model.lastUsedEpochMillis())));
                gpus.put(
                        worker.instance() + "/" + gpu.index(),
                        gpu(gpu.memory(), models, gpu.running().size()));
            }
        }
        return gpus;
    }

    /** By model, the GPUs that hold it, as Redis indexes them. */
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

    /** The same, made of what the workers say. */
    Map<String, Set<String>> indexOfTheWorkers() {
        var holders = new TreeMap<String, Set<String>>();
        for (var worker : cluster.workers()) {
            for (var gpu : read(worker)) {
                gpu.models()
                        .forEach(model -> holders.computeIfAbsent(model.model().shortName(), name -> new TreeSet<>())
                                .add(worker.instance() + "/" + gpu.index()));
            }
        }
        return holders;
    }

    /** A worker on which something runs whose model is loaded; empty while there is none. */
    Optional<String> working() {
        return cluster.workers().stream()
                .filter(worker -> read(worker).stream().anyMatch(Residency::computes))
                .map(Service::instance)
                .findFirst();
    }

    private static boolean computes(GpuState gpu) {
        return !gpu.running().isEmpty()
                && gpu.models().stream().noneMatch(model -> model.state() == GpuState.State.LOADING);
    }

    private static GpuState[] states(JsonNode json) {
        return StreamSupport.stream(json.spliterator(), false)
                .map(state -> WireJson.mapper().treeToValue(state, GpuState.class))
                .toArray(GpuState[]::new);
    }

    private static List<GpuState> read(Service worker) {
        try (var caller = new Caller(URI.create("http://127.0.0.1:" + worker.port()))) {
            return List.of(states(caller.get("/v1/gpus").json()));
        }
    }

    private static String model(String name, String state, long bytes, int pins, long lastUsed) {
        return name + " " + state + " bytes=" + bytes + " pins=" + pins + " used=" + lastUsed;
    }

    private static String gpu(GpuState.Memory memory, Set<String> models, int running) {
        return memory + " running=" + running + " " + models;
    }
}
