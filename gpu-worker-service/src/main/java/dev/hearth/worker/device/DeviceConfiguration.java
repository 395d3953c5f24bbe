package dev.hearth.worker.device;

import java.util.List;
import java.util.stream.IntStream;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Opens the worker's devices. */
@Configuration(proxyBeanMethods = false)
@RealDevices
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
