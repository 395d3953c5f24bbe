package dev.hearth.worker.device.ort;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import ai.djl.engine.Engine;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The functions of ONNX Runtime's C API table that are used here, by their place in it. The table only ever grows at its
 * end, so the places hold for every version; the table itself is the one that the Java binding has loaded.
 */
@SuppressWarnings("restricted") // the C API of a library that is loaded already
final class OrtApi {

    private static final int GET_ERROR_MESSAGE = 2;
    private static final int CREATE_TENSOR_WITH_DATA = 49;
    private static final int CREATE_MEMORY_INFO = 68;
    private static final int RELEASE_STATUS = 93;
    private static final int REGISTER_ALLOCATOR = 176;
    private static final int LONGEST_MESSAGE = 4_096;

    /** {@code OrtDeviceAllocator} and {@code OrtMemTypeDefault}. */
    private static final int DEVICE_ALLOCATOR = 0;

    private static final int DEFAULT_MEMORY = 0;

    private static final MemorySegment TABLE = table();
    private static final MethodHandle ERROR_MESSAGE =
            function(GET_ERROR_MESSAGE, FunctionDescriptor.of(ADDRESS, ADDRESS));
    private static final MethodHandle RELEASE = function(RELEASE_STATUS, FunctionDescriptor.ofVoid(ADDRESS));
    private static final MethodHandle MEMORY_INFO = function(
            CREATE_MEMORY_INFO, FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));
    private static final MethodHandle TENSOR = function(
            CREATE_TENSOR_WITH_DATA,
            FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS));
    private static final MethodHandle REGISTER =
            function(REGISTER_ALLOCATOR, FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS));

    private OrtApi() {}

    /**
     * What ONNX Runtime calls a kind of memory; it lasts as long as the process.
     *
     * @param name {@code Cpu} or {@code Cuda}
     */
    static MemorySegment memoryInfo(String name, int deviceId) throws OrtException {
        try (var arena = Arena.ofConfined()) {
            var result = arena.allocate(ADDRESS);
            var status = (MemorySegment) MEMORY_INFO.invokeExact(
                    arena.allocateFrom(name), DEVICE_ALLOCATOR, deviceId, DEFAULT_MEMORY, result);
            check(status);
            return result.get(ADDRESS, 0);
        } catch (Throwable e) {
            throw thrown(e);
        }
    }

    /** An {@code OrtValue} over bytes that lie at an address already. */
    static long tensor(MemorySegment memoryInfo, long address, long bytes, long[] shape, int elementType)
            throws OrtException {
        try (var arena = Arena.ofConfined()) {
            var result = arena.allocate(ADDRESS);
            // A scalar has no dimensions, and an empty array no address.
            var dimensions = arena.allocateFrom(JAVA_LONG, shape.length == 0 ? new long[1] : shape);
            var status = (MemorySegment) TENSOR.invokeExact(
                    memoryInfo,
                    MemorySegment.ofAddress(address),
                    bytes,
                    dimensions,
                    (long) shape.length,
                    elementType,
                    result);
            check(status);
            return result.get(JAVA_LONG, 0);
        } catch (Throwable e) {
            throw thrown(e);
        }
    }

    /** Makes an {@code OrtAllocator} the one of all sessions that use the environment's. */
    static void registerAllocator(OrtEnvironment environment, MemorySegment allocator) throws OrtException {
        try {
            var status = (MemorySegment)
                    REGISTER.invokeExact(MemorySegment.ofAddress(OrtInternals.handle(environment)), allocator);
            check(status);
        } catch (Throwable e) {
            throw thrown(e);
        }
    }

    private static void check(MemorySegment status) throws Throwable {
        if (status.address() == 0) {
            return;
        }
        var text = (MemorySegment) ERROR_MESSAGE.invokeExact(status);
        var message = text.reinterpret(LONGEST_MESSAGE).getString(0);
        RELEASE.invokeExact(status);
        throw new OrtException(message);
    }

    private static MemorySegment table() {
        // DJL must be the one that creates ONNX Runtime's environment: an earlier one breaks its engine.
        Engine.getEngine("OnnxRuntime");
        return MemorySegment.ofAddress(OrtInternals.apiTable())
                .reinterpret((REGISTER_ALLOCATOR + 1) * ADDRESS.byteSize());
    }

    private static MethodHandle function(int place, FunctionDescriptor descriptor) {
        return Linker.nativeLinker().downcallHandle(TABLE.getAtIndex(ADDRESS, place), descriptor);
    }

    private static RuntimeException thrown(Throwable e) throws OrtException {
        switch (e) {
            case OrtException failure -> throw failure;
            case RuntimeException runtime -> throw runtime;
            case Error error -> throw error;
            default -> throw new IllegalStateException("a native call threw", e);
        }
    }
}
