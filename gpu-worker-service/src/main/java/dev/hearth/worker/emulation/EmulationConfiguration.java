package dev.hearth.worker.emulation;

import dev.hearth.costs.CostTable;
import dev.hearth.repository.ModelRepository;
import dev.hearth.worker.device.DeviceProperties;
import dev.hearth.worker.device.Devices;
import dev.hearth.worker.device.GpuDevice;
import dev.hearth.worker.model.HostTier;
import dev.hearth.worker.model.ModelLoader;
import java.util.List;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Opens emulated devices in place of those of the machine. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "hearth.worker.device.kind", havingValue = EmulatedDevice.KIND)
class EmulationConfiguration {

    private static final Logger log = LoggerFactory.getLogger(EmulationConfiguration.class);
    private static final double GIGABYTE = 1e9;

    @Bean
    CostTable costTable(EmulationProperties properties) {
        var costs = CostTable.named(properties.profiles());
        if (properties.hostTier() && !costs.knowsWeights()) {
            throw new IllegalArgumentException("hearth.worker.emulation.host-tier needs weights, but profile table "
                    + costs.name() + " has no column weights_mib");
        }
        log.info(
                "GPUs are emulated: profiles={} time-scale={} host-tier={} jitter={}",
                costs.name(),
                properties.timeScale(),
                properties.hostTier(),
                properties.jitter());
        return costs;
    }

    @Bean
    Devices emulatedDevices(DeviceProperties devices, CostTable costs) {
        return new Devices(IntStream.range(0, devices.count())
                .<GpuDevice>mapToObj(index -> new EmulatedDevice(index, costs.name(), devices.hostBytes()))
                .toList());
    }

    @Bean
    HostTier emulatedHostTier(ModelRepository repository, EmulationProperties properties) {
        return properties.hostTier() ? new EmulatedHostTier(repository) : List::of;
    }

    @Bean
    ModelLoader emulatedModelLoader(CostTable costs, EmulationProperties properties) {
        var time = new EmulatedTime(properties.timeScale(), properties.jitter(), properties.seed());
        var link = properties.hostTier()
                ? new EmulatedLink(properties.linkGbps() * GIGABYTE * properties.timeScale())
                : null;
        return new EmulatedModelLoader(costs, time, link);
    }
}
