package dev.hearth.worker.device.ort;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import dev.hearth.worker.device.Workspace;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sessions on one CUDA device, whose activations come from its workspace through ONNX Runtime's hooks for an external
 * allocator. With them inference runs on the NULL stream, so that one session may be given what another gave back before
 * the device has got there.
 */
@SuppressWarnings("restricted") // called by native code
public final class CudaAllocator {

    private static final Logger log = LoggerFactory.getLogger(CudaAllocator.class);

    private final int ordinal;
    private final Workspace workspace;
    private final Runnable enter;
    private final MemorySegment allocate;
    private final MemorySegment free;
    private final MemorySegment emptyCache;

    /**
     * @param ordinal of the device
     * @param enter makes the device's context that of the calling thread, which may be any
     */
    public CudaAllocator(int ordinal, Workspace workspace, Runnable enter) {
        this.ordinal = ordinal;
        this.workspace = workspace;
        this.enter = enter;
        this.allocate = stub(
                "allocate", MethodType.methodType(long.class, long.class), FunctionDescriptor.of(JAVA_LONG, JAVA_LONG));
        this.free = stub("free", MethodType.methodType(void.class, long.class), FunctionDescriptor.ofVoid(JAVA_LONG));
        this.emptyCache = stub("emptyCache", MethodType.methodType(void.class), FunctionDescriptor.ofVoid());
    }

    /** Lets a session run on the device. */
    public void prepare(SessionOptions options) throws OrtException {
        try (var cuda = new OrtCUDAProviderOptions(ordinal)) {
            cuda.add("gpu_external_alloc", Long.toString(allocate.address()));
            cuda.add("gpu_external_free", Long.toString(free.address()));
            cuda.add("gpu_external_empty_cache", Long.toString(emptyCache.address()));
            options.addCUDA(cuda);
        }
    }

    /** {@code void* (*)(size_t)}, for a test that calls it as native code does. */
    MemorySegment allocateFunction() {
        return allocate;
    }

    /** {@code void (*)(void*)}. */
    MemorySegment freeFunction() {
        return free;
    }

    private MemorySegment stub(String method, MethodType type, FunctionDescriptor descriptor) {
        try {
            var target = MethodHandles.lookup().bind(this, method, type);
            return Linker.nativeLinker().upcallStub(target, descriptor, Arena.global());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Called by native code, through which no exception may pass: without memory it makes one of its own of 0. */
    @SuppressWarnings("unused")
    private long allocate(long bytes) {
        try {
            enter.run();
            return bytes <= 0 ? 0 : RunMemory.take(workspace, bytes);
        } catch (Throwable e) {
            log.warn("no workspace for {} bytes: {}", bytes, e.toString());
            return 0;
        }
    }

    @SuppressWarnings("unused")
    private void free(long address) {
        try {
            if (address != 0) {
                RunMemory.giveBack(workspace, address);
            }
        } catch (Throwable e) {
            log.error("workspace at address {} was not given back: {}", address, e.toString());
        }
    }

    /** What ONNX Runtime gave back may still be used by work it has enqueued, so it is kept until a load needs it. */
    @SuppressWarnings("unused")
    private void emptyCache() {}
}
