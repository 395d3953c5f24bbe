package dev.hearth.worker.device.ort;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import dev.hearth.worker.device.DeviceMemory;
import java.lang.foreign.MemorySegment;

/** Tensors whose data lie at addresses of one device. Thread-safe. */
public final class DeviceTensors {

    private final MemorySegment memoryInfo;

    private DeviceTensors(MemorySegment memoryInfo) {
        this.memoryInfo = memoryInfo;
    }

    /** At addresses that the CPU reads. */
    public static DeviceTensors ofCpu() throws OrtException {
        return new DeviceTensors(OrtApi.memoryInfo("Cpu", 0));
    }

    /** At addresses of the CUDA device with this ordinal. */
    public static DeviceTensors ofCuda(int ordinal) throws OrtException {
        return new DeviceTensors(OrtApi.memoryInfo("Cuda", ordinal));
    }

    /** @param address where the slice begins */
    public OnnxTensor over(long address, DeviceMemory.Slice slice) throws OrtException {
        long value =
                OrtApi.tensor(memoryInfo, address, slice.length(), slice.shape(), elementType(slice.elementType()));
        return OrtInternals.tensor(value, slice.shape(), slice.elementType());
    }

    /** ONNX's own numbers; the binding's enum has others. */
    private static int elementType(OnnxJavaType type) {
        return switch (type) {
            case FLOAT -> 1;
            case UINT8 -> 2;
            case INT8 -> 3;
            case INT16 -> 5;
            case INT32 -> 6;
            case INT64 -> 7;
            case BOOL -> 9;
            case FLOAT16 -> 10;
            case DOUBLE -> 11;
            case BFLOAT16 -> 16;
            case STRING, UNKNOWN -> throw new IllegalArgumentException("weights of type " + type + " have no tensor");
        };
    }
}
