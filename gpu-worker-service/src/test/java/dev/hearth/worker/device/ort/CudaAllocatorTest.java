package dev.hearth.worker.device.ort;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.worker.device.HostDevice;
import dev.hearth.worker.device.Workspace;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The hooks as ONNX Runtime's CUDA provider calls them: by address, from any thread. */
@SuppressWarnings("restricted") // calls functions by their address
class CudaAllocatorTest {

    private final HostDevice device = new HostDevice(0, 1);
    private final Workspace workspace = device.workspace().orElseThrow();
    private final AtomicInteger entered = new AtomicInteger();
    private final CudaAllocator allocator = new CudaAllocator(0, workspace, entered::incrementAndGet);
    private final MethodHandle allocate =
            function(allocator.allocateFunction(), FunctionDescriptor.of(JAVA_LONG, JAVA_LONG));
    private final MethodHandle free = function(allocator.freeFunction(), FunctionDescriptor.ofVoid(JAVA_LONG));

    @AfterEach
    void close() {
        device.close();
    }

    @Test
    void takesFromTheWorkspaceInTheDevicesContext() throws Throwable {
        long address = (long) allocate.invokeExact(10_000L);

        assertThat(address).isPositive();
        assertThat(entered).hasValue(1);
        assertThat(workspace.usedBytes()).isGreaterThanOrEqualTo(10_000);
        free.invokeExact(address);
        assertThat(workspace.usedBytes()).isZero();
    }

    @Test
    void answersWithNothingInsteadOfAnException() throws Throwable {
        assertThat((long) allocate.invokeExact(Long.MAX_VALUE / 2)).isZero();
        assertThat((long) allocate.invokeExact(0L)).isZero();
        free.invokeExact(0L);
        free.invokeExact(4_096L);
        assertThat(workspace.usedBytes()).isZero();
    }

    @Test
    void servesSeveralThreads() throws Exception {
        try (var threads = Executors.newFixedThreadPool(4)) {
            var done = new ArrayList<Future<Boolean>>();
            for (int i = 0; i < 4; i++) {
                done.add(threads.submit(this::takeAndGiveBack));
            }
            for (var one : done) {
                assertThat(one.get()).isTrue();
            }
        }
        assertThat(workspace.usedBytes()).isZero();
    }

    private boolean takeAndGiveBack() {
        try {
            for (int i = 0; i < 2_000; i++) {
                long address = (long) allocate.invokeExact(64L * (i % 50 + 1));
                free.invokeExact(address);
            }
            return true;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static MethodHandle function(MemorySegment address, FunctionDescriptor descriptor) {
        return Linker.nativeLinker().downcallHandle(address, descriptor);
    }
}
