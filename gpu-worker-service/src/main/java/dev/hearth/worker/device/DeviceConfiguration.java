package dev.hearth.worker.device;

import java.util.List;
import java.util.stream.IntStream;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Opens the worker's devices. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "hearth.worker.device.kind", havingValue = "host", matchIfMissing = true)
class DeviceConfiguration {

    @Bean
    Devices devices(DeviceProperties properties) {
        List<GpuDevice> all = IntStream.range(0, properties.count())
                .<GpuDevice>mapToObj(
                        index -> new HostDevice(index, properties.memory().toBytes()))
                .toList();
        return new Devices(all);
    }
}
