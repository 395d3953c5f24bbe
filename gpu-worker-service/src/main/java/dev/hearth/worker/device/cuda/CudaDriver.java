package dev.hearth.worker.device.cuda;

import static dev.hearth.worker.device.cuda.CudaCall.check;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import jcuda.driver.CUdevice;
import jcuda.driver.CUdevice_attribute;
import jcuda.driver.CUresult;
import jcuda.driver.CUuuid;
import jcuda.driver.JCudaDriver;

/** The machine's CUDA driver. */
final class CudaDriver {

    private static final int NAME_BYTES = 128;

    private final int devices;

    private CudaDriver(int devices) {
        this.devices = devices;
    }

    /** @throws NoCudaException if there is no driver, or it has no device */
    static CudaDriver open() throws NoCudaException {
        int result;
        try {
            result = JCudaDriver.cuInit(0);
        } catch (LinkageError e) {
            // The binding is there on every machine, the library that it binds to only with the driver.
            throw new NoCudaException("libcuda.so.1 is not there", e);
        }
        if (result != CUresult.CUDA_SUCCESS) {
            throw new NoCudaException("the CUDA driver does not start: " + CUresult.stringFor(result));
        }
        var count = new int[1];
        check(JCudaDriver.cuDeviceGetCount(count), "cuDeviceGetCount");
        if (count[0] == 0) {
            throw new NoCudaException("the CUDA driver has no device");
        }
        return new CudaDriver(count[0]);
    }

    int devices() {
        return devices;
    }

    CUdevice device(int ordinal) {
        var device = new CUdevice();
        check(JCudaDriver.cuDeviceGet(device, ordinal), "cuDeviceGet of " + ordinal);
        return device;
    }

    String name(CUdevice device) {
        var name = new byte[NAME_BYTES];
        check(JCudaDriver.cuDeviceGetName(name, NAME_BYTES, device), "cuDeviceGetName");
        int length = 0;
        while (length < NAME_BYTES && name[length] != 0) {
            length++;
        }
        return new String(name, 0, length, StandardCharsets.UTF_8);
    }

    /** The same in every process, and of no other device in the world. */
    UUID uuid(CUdevice device) {
        var uuid = new CUuuid();
        check(JCudaDriver.cuDeviceGetUuid(uuid, device), "cuDeviceGetUuid");
        var bytes = ByteBuffer.wrap(uuid.bytes);
        return new UUID(bytes.getLong(), bytes.getLong());
    }

    /** Whether slabs can be laid under ranges of addresses. */
    boolean mapsMemory(CUdevice device) {
        var supported = new int[1];
        check(
                JCudaDriver.cuDeviceGetAttribute(
                        supported, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_VIRTUAL_MEMORY_MANAGEMENT_SUPPORTED, device),
                "cuDeviceGetAttribute");
        return supported[0] != 0;
    }
}
