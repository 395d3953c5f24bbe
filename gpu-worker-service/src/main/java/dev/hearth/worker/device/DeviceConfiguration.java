package dev.hearth.worker.device;

import dev.hearth.worker.device.cuda.CudaDevices;
import dev.hearth.worker.device.cuda.NoCudaException;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Opens the worker's devices: those asked for, or those that the machine has. */
@Configuration(proxyBeanMethods = false)
@RealDevices
class DeviceConfiguration {

    private static final Logger log = LoggerFactory.getLogger(DeviceConfiguration.class);

    @Bean
    Devices devices(DeviceProperties properties) {
        if (properties.kind().equals(HostDevice.KIND)) {
            log.info("devices are host memory, as asked for");
            return host(properties);
        }
        try {
            return CudaDevices.open(properties, Link.unlimited());
        } catch (NoCudaException e) {
            if (properties.kind().equals("cuda")) {
                throw new IllegalStateException("hearth.worker.device.kind is cuda, but " + e.getMessage(), e);
            }
            log.info("devices are host memory, since {}", e.getMessage());
            return host(properties);
        }
    }

    private static Devices host(DeviceProperties properties) {
        var link = properties.linkGbps() == 0 ? Link.unlimited() : Link.paced(properties.linkGbps());
        return new Devices(IntStream.range(0, properties.count())
                .<GpuDevice>mapToObj(index -> new HostDevice(index, properties.hostBytes(), link))
                .toList());
    }
}
