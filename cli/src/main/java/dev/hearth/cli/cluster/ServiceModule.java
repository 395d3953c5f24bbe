package dev.hearth.cli.cluster;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * A kind of service and the module it is built in.
 *
 * <p>Heaps are modest: bodies are bounded, and model weights live outside the heap.
 */
enum ServiceModule {
    GATEWAY("gateway", "gateway-service", 384),
    SCHEDULER("scheduler", "scheduler-service", 320),
    WORKER("worker", "gpu-worker-service", 384),
    REGISTRY("registry", "cache-registry-service", 192);

    /** glibc would keep what the many threads of an inference freed. */
    private static final Map<String, String> WORKER_ENVIRONMENT =
            Map.of("MALLOC_ARENA_MAX", "1", "MALLOC_TRIM_THRESHOLD_", "65536", "DJL_OFFLINE", "true");

    private final String service;
    private final String module;
    private final int heapMebibytes;

    ServiceModule(String service, String module, int heapMebibytes) {
        this.service = service;
        this.module = module;
        this.heapMebibytes = heapMebibytes;
    }

    String service() {
        return service;
    }

    /** The one whose instances are called {@code SERVICE-1} and so on; empty for the broker and Redis. */
    static Optional<ServiceModule> ofInstance(String instance) {
        return Arrays.stream(values())
                .filter(module -> instance.startsWith(module.service + "-"))
                .findFirst();
    }

    String module() {
        return module;
    }

    int heapMebibytes() {
        return heapMebibytes;
    }

    /** Added to the environment of its processes. */
    Map<String, String> environment() {
        return this == WORKER ? WORKER_ENVIRONMENT : Map.of();
    }
}
