package dev.hearth.manifests.workload;

import dev.hearth.manifests.Check;
import dev.hearth.manifests.Manifests;
import dev.hearth.manifests.settings.ServiceModule;
import dev.hearth.manifests.settings.ServiceSettings;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.springframework.util.unit.DataSize;

/** A container's memory holds its heap, what it keeps beside it, and 400 MiB for code, threads and buffers. */
public final class MemoryCheck implements Check {

    private static final Pattern HEAP = Pattern.compile("-XX:MaxRAMPercentage=(\\d+)");
    private static final DataSize OF_THE_JVM = DataSize.ofMegabytes(400);
    private static final DataSize DEVICE_DEFAULT = DataSize.ofMegabytes(96);
    private static final int PERCENT = 100;

    @Override
    public List<String> findings(Manifests manifests) {
        var findings = new ArrayList<String>();
        Workload.in(manifests)
                .forEach(workload -> workload.service().ifPresent(service -> {
                    var limit =
                            workload.container().at("/resources/limits/memory").asText();
                    var environment = workload.environment(manifests);
                    var heap = HEAP.matcher(environment.getOrDefault("JAVA_TOOL_OPTIONS", ""));
                    if (limit.isEmpty() || !heap.find()) {
                        findings.add(workload.resource().id() + ": has no limit of its memory, or of its heap");
                        return;
                    }
                    var bytes = Quantity.getAmountInBytes(Quantity.parse(limit)).longValue();
                    var needed = bytes * Integer.parseInt(heap.group(1)) / PERCENT
                            + OF_THE_JVM.toBytes()
                            + besideTheHeap(service, environment);
                    if (needed > bytes) {
                        findings.add(workload.resource().id() + ": may take " + needed + " bytes of " + limit);
                    }
                }));
        return findings;
    }

    private static long besideTheHeap(ServiceModule service, Map<String, String> environment) {
        var settings = ServiceSettings.of(service);
        return switch (service) {
            case GATEWAY, REGISTRY, SCHEDULER -> 0;
            case WORKER -> {
                var hostTier =
                        size(setting(settings, "hearth.worker.host-tier.memory", environment), DataSize.ofBytes(0));
                var devices = size(setting(settings, "hearth.worker.device.memory", environment), DEVICE_DEFAULT)
                        * Long.parseLong(setting(settings, "hearth.worker.device.count", environment));
                var inHostMemory = setting(settings, "hearth.worker.device.kind", environment)
                        .equals("host");
                yield hostTier + (inHostMemory ? devices : 0);
            }
        };
    }

    private static long size(String text, DataSize ifEmpty) {
        return (text.isEmpty() ? ifEmpty : DataSize.parse(text)).toBytes();
    }

    private static String setting(ServiceSettings settings, String property, Map<String, String> environment) {
        return settings.given(property, environment).orElseGet(() -> settings.value(property));
    }
}
