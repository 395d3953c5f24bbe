package dev.hearth.worker.device.ort;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;
import dev.hearth.worker.device.OutOfDeviceMemoryException;
import dev.hearth.worker.device.Workspace;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * ONNX Runtime's allocator for sessions on the CPU: what they need beside their weights comes from the {@link RunMemory} of
 * the thread that asks, and is counted there. Threads of ONNX Runtime's own have a workspace of theirs.
 *
 * <p>Kernels on the CPU do not look whether they were given memory, and crash without. So a run that its device has no memory
 * for goes on with memory of the host, and {@link RunMemory#lackedBytes} says that it does not count.
 *
 * <p>There is one for the process, as ONNX Runtime's environment is one, and it stays: sessions may outlive any device.
 */
@SuppressWarnings("restricted") // called by native code
public final class CpuAllocator {

    private static final Logger log = LoggerFactory.getLogger(CpuAllocator.class);

    /** Of {@code OrtAllocator}: known to all of ONNX Runtime from 1.21 on. */
    private static final int STRUCT_VERSION = 21;

    private static final long STRUCT_BYTES = 128;
    private static final long ALLOCATE_OFFSET = 8;
    private static final long FREE_OFFSET = 16;
    private static final long INFORMATION_OFFSET = 24;
    private static final long RESERVE_OFFSET = 32;

    private static final Workspace UNOWNED = Workspace.ofHost("threads of ONNX Runtime");
    private static final Workspace BEYOND = Workspace.ofHost("runs beyond their device's memory");
    private static final ConcurrentHashMap<Long, Workspace> OWNERS = new ConcurrentHashMap<>();
    private static final MemorySegment MEMORY_INFO;

    static {
        try {
            MEMORY_INFO = OrtApi.memoryInfo("Cpu", 0);
            OrtApi.registerAllocator(OrtEnvironment.getEnvironment(), struct());
        } catch (OrtException | ReflectiveOperationException e) {
            throw new IllegalStateException("ONNX Runtime took no allocator: " + e.getMessage(), e);
        }
    }

    private CpuAllocator() {}

    /** Lets a session take its memory here. */
    public static void prepare(SessionOptions options) throws OrtException {
        options.addConfigEntry("session.use_env_allocators", "1");
        options.addConfigEntry("session.use_device_allocator_for_initializers", "1");
    }

    private static MemorySegment struct() throws ReflectiveOperationException {
        var struct = Arena.global().allocate(STRUCT_BYTES);
        struct.set(JAVA_INT, 0, STRUCT_VERSION);
        var allocate = MethodType.methodType(long.class, long.class, long.class);
        var takes = FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG);
        struct.set(ADDRESS, ALLOCATE_OFFSET, stub("allocate", allocate, takes));
        struct.set(ADDRESS, RESERVE_OFFSET, stub("allocate", allocate, takes));
        struct.set(
                ADDRESS,
                FREE_OFFSET,
                stub(
                        "free",
                        MethodType.methodType(void.class, long.class, long.class),
                        FunctionDescriptor.ofVoid(JAVA_LONG, JAVA_LONG)));
        struct.set(
                ADDRESS,
                INFORMATION_OFFSET,
                stub(
                        "information",
                        MethodType.methodType(long.class, long.class),
                        FunctionDescriptor.of(JAVA_LONG, JAVA_LONG)));
        return struct;
    }

    private static MemorySegment stub(String method, MethodType type, FunctionDescriptor descriptor)
            throws ReflectiveOperationException {
        return Linker.nativeLinker()
                .upcallStub(
                        MethodHandles.lookup().findStatic(CpuAllocator.class, method, type),
                        descriptor,
                        Arena.global());
    }

    /** Called by native code, through which no exception may pass. */
    @SuppressWarnings("unused")
    private static long allocate(long self, long bytes) {
        try {
            if (bytes <= 0) {
                return 0;
            }
            var current = RunMemory.current();
            try {
                return allocate(current == null ? UNOWNED : current.workspace(), bytes);
            } catch (OutOfDeviceMemoryException e) {
                return allocate(BEYOND, bytes);
            }
        } catch (Throwable e) {
            log.error("no memory for {} bytes of ONNX Runtime: {}", bytes, e.toString());
            return 0;
        }
    }

    private static long allocate(Workspace workspace, long bytes) {
        long address = RunMemory.take(workspace, bytes);
        OWNERS.put(address, workspace);
        return address;
    }

    @SuppressWarnings("unused")
    private static void free(long self, long address) {
        try {
            var owner = address == 0 ? null : OWNERS.remove(address);
            if (owner != null) {
                RunMemory.giveBack(owner, address);
                if (owner == BEYOND && BEYOND.usedBytes() == 0) {
                    BEYOND.trim();
                }
            }
        } catch (Throwable e) {
            log.error("memory of ONNX Runtime at address {} was not given back: {}", address, e.toString());
        }
    }

    @SuppressWarnings("unused")
    private static long information(long self) {
        return MEMORY_INFO.address();
    }
}
