package dev.hearth.worker.device.cuda;

import ai.djl.engine.Engine;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import dev.hearth.worker.device.DeviceProperties;
import dev.hearth.worker.device.Devices;
import dev.hearth.worker.device.Link;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import jcuda.driver.CUdevice;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the machine's CUDA devices and takes as many as this worker is to have. */
public final class CudaDevices {

    private static final Logger log = LoggerFactory.getLogger(CudaDevices.class);

    /** How the driver that the tests bring calls its devices. */
    private static final String SOFTWARE = "software";

    private final CudaDriver driver;
    private final DeviceProperties properties;
    private final Link link;

    private CudaDevices(CudaDriver driver, DeviceProperties properties, Link link) {
        this.driver = driver;
        this.properties = properties;
        this.link = link;
    }

    /**
     * Takes the first devices that no other worker of the machine has, up to the number wanted.
     *
     * @param link that copies to them go over
     * @throws NoCudaException if there is none to be had
     */
    public static Devices open(DeviceProperties properties, Link link) throws NoCudaException {
        return new CudaDevices(CudaDriver.open(), properties, link).take();
    }

    private Devices take() throws NoCudaException {
        var taken = new ArrayList<CudaDevice>();
        try {
            for (int ordinal = 0; ordinal < driver.devices() && taken.size() < properties.count(); ordinal++) {
                var device = driver.device(ordinal);
                var lock = DeviceLock.take(driver.uuid(device), properties.locks());
                if (lock.isPresent()) {
                    taken.add(open(device, ordinal, taken.size(), lock.get()));
                }
            }
        } catch (NoCudaException | RuntimeException e) {
            taken.forEach(CudaDevice::close);
            throw e;
        }
        if (taken.isEmpty()) {
            throw new NoCudaException("other workers have all " + driver.devices() + " CUDA devices");
        }
        return new Devices(List.copyOf(taken), taken.getFirst().pinnedParts());
    }

    private CudaDevice open(CUdevice device, int ordinal, int index, DeviceLock lock) throws NoCudaException {
        try {
            return open(driver.name(device), device, ordinal, index, lock);
        } catch (NoCudaException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private CudaDevice open(String name, CUdevice device, int ordinal, int index, DeviceLock lock)
            throws NoCudaException {
        if (!driver.mapsMemory(device)) {
            throw new NoCudaException(name + " cannot map memory; it is older than CUDA 12 supports");
        }
        boolean software = name.toLowerCase(Locale.ROOT).startsWith(SOFTWARE);
        if (!software && !runsOnCuda()) {
            throw new NoCudaException("this build's ONNX Runtime has no CUDA execution provider (Maven profile cuda)");
        }
        var context = new PrimaryContext(device, ordinal);
        try {
            long freeBytes = context.memory().freeBytes();
            long totalBytes = Math.min(
                    properties.cudaBytes(), freeBytes - properties.reserve().toBytes());
            if (totalBytes <= 0) {
                throw new NoCudaException(name + " has " + freeBytes + " bytes free, not more than the reserve of "
                        + properties.reserve().toBytes());
            }
            log.info(
                    "opened gpu={} device={} uuid={} freeBytes={} reserveBytes={} totalBytes={}",
                    index,
                    name,
                    driver.uuid(device),
                    freeBytes,
                    properties.reserve().toBytes(),
                    totalBytes);
            return new CudaDevice(index, name, lock, context, totalBytes, freeBytes - totalBytes, link, software);
        } catch (OrtException e) {
            context.close();
            throw new IllegalStateException("ONNX Runtime knows no memory of " + name + ": " + e.getMessage(), e);
        } catch (NoCudaException | RuntimeException e) {
            context.close();
            throw e;
        }
    }

    private static boolean runsOnCuda() {
        // DJL must be the one that creates ONNX Runtime's environment.
        Engine.getEngine("OnnxRuntime");
        return OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA);
    }
}
