package dev.hearth.manifests.settings;

import java.util.Arrays;
import java.util.Optional;

/** A service: its image and where its settings are documented. */
public enum ServiceModule {
    GATEWAY("gateway", "gateway-service"),
    REGISTRY("registry", "cache-registry-service"),
    SCHEDULER("scheduler", "scheduler-service"),
    WORKER("worker", "gpu-worker-service");

    private final String shortName;
    private final String module;

    ServiceModule(String shortName, String module) {
        this.shortName = shortName;
        this.module = module;
    }

    /** As images, Deployments and labels call it. */
    public String shortName() {
        return shortName;
    }

    String module() {
        return module;
    }

    /** @param image such as {@code hearth/gateway:0.1.0}; empty if it is none of a service */
    public static Optional<ServiceModule> ofImage(String image) {
        return Arrays.stream(values())
                .filter(service -> image.matches("hearth/" + service.shortName + "(:.*)?"))
                .findFirst();
    }
}
