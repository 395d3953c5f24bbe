package dev.hearth.manifests.workload;

import dev.hearth.manifests.Check;
import dev.hearth.manifests.Manifests;
import dev.hearth.manifests.settings.ServiceModule;
import dev.hearth.manifests.settings.ServiceSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.convert.DurationStyle;

/**
 * A service is killed only after the longest drain. Spring stops in phases, of which two may take their time out: the web
 * server's, for calls under way, and the one that reports and consumes; the others close clients.
 */
public final class DrainCheck implements Check {

    private static final int SLOW_PHASES = 2;
    private static final Duration CLOSING = Duration.ofSeconds(15);

    /** How long cache-registry waits at its end for an import under way: a constant of its ModelImports. */
    private static final Duration IMPORT = Duration.ofSeconds(60);

    @Override
    public List<String> findings(Manifests manifests) {
        var findings = new ArrayList<String>();
        Workload.in(manifests)
                .forEach(workload -> workload.service().ifPresent(service -> {
                    var granted = Duration.ofSeconds(
                            workload.pod().path("terminationGracePeriodSeconds").asInt(30));
                    var longest = longest(workload, service, manifests);
                    if (granted.compareTo(longest) < 0) {
                        findings.add(workload.resource().id() + ": is killed after " + granted + ", its drain may take "
                                + longest);
                    }
                }));
        return findings;
    }

    private static Duration longest(Workload workload, ServiceModule service, Manifests manifests) {
        var phase = setting("spring.lifecycle.timeout-per-shutdown-phase", workload, service, manifests);
        if (service == ServiceModule.WORKER) {
            var drain = setting("hearth.worker.report.drain-timeout", workload, service, manifests);
            phase = phase.compareTo(drain) > 0 ? phase : drain;
        }
        var before = workload.container().at("/lifecycle/preStop/sleep/seconds").asInt();
        return phase.multipliedBy(SLOW_PHASES)
                .plus(service == ServiceModule.REGISTRY ? IMPORT : Duration.ZERO)
                .plus(CLOSING)
                .plusSeconds(before);
    }

    private static Duration setting(String property, Workload workload, ServiceModule service, Manifests manifests) {
        var settings = ServiceSettings.of(service);
        return settings.given(property, workload.environment(manifests))
                .map(DurationStyle::detectAndParse)
                .orElseGet(() -> settings.duration(property));
    }
}
