package dev.hearth.worker.device.cuda;

import static dev.hearth.worker.device.cuda.CudaCall.check;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import jcuda.driver.CUmemAccess_flags;
import jcuda.driver.CUmemLocationType;

/**
 * {@code cuMemSetAccess}, called without JCuda: its version 12.6.0 looks for the description's location in the wrong object,
 * so that there the call always fails.
 */
@SuppressWarnings("restricted") // a function of the driver's library
final class MemoryAccess {

    /** {@code CUmemAccessDesc}: type and id of the location, then the flags. */
    private static final StructLayout DESCRIPTION = MemoryLayout.structLayout(JAVA_INT, JAVA_INT, JAVA_INT);

    private final int ordinal;
    private final MethodHandle setAccess;

    /** @param ordinal of the device that may read and write; the driver must be loaded */
    MemoryAccess(int ordinal) {
        this.ordinal = ordinal;
        var driver = SymbolLookup.libraryLookup("libcuda.so.1", Arena.global());
        this.setAccess = Linker.nativeLinker()
                .downcallHandle(
                        driver.findOrThrow("cuMemSetAccess"),
                        FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_LONG));
    }

    /** Lets the device read and write what is mapped there; its context must be that of this thread. */
    void allow(long address, long bytes) {
        int result;
        try (var arena = Arena.ofConfined()) {
            var description = arena.allocate(DESCRIPTION);
            description.setAtIndex(JAVA_INT, 0, CUmemLocationType.CU_MEM_LOCATION_TYPE_DEVICE);
            description.setAtIndex(JAVA_INT, 1, ordinal);
            description.setAtIndex(JAVA_INT, 2, CUmemAccess_flags.CU_MEM_ACCESS_FLAGS_PROT_READWRITE);
            result = (int) setAccess.invokeExact(address, bytes, description, 1L);
        } catch (Throwable e) {
            throw new IllegalStateException("cuMemSetAccess cannot be called", e);
        }
        check(result, "cuMemSetAccess of " + bytes + " bytes");
    }
}
