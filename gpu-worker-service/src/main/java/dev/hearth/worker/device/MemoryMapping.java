package dev.hearth.worker.device;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * Linux's calls for mappings of memory: {@code mmap}, {@code munmap}, {@code mremap}, {@code madvise}. Each failure is an
 * {@link OutOfDeviceMemoryException} that names the call and its errno: with the arguments used here no other reason is left.
 */
@SuppressWarnings("restricted") // the operating system's own interface
final class MemoryMapping {

    private static final int PROT_NONE = 0;
    private static final int PROT_READ_WRITE = 1 | 2;
    private static final int MAP_PRIVATE_ANONYMOUS = 0x2 | 0x20;
    private static final int MAP_NORESERVE = 0x4000;
    private static final int MREMAP_MAYMOVE_FIXED_DONTUNMAP = 1 | 2 | 4;
    private static final int MADV_HUGEPAGE = 14;
    private static final int MADV_POPULATE_WRITE = 23;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private static final MethodHandle MMAP =
            call("mmap", FunctionDescriptor.of(ADDRESS, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
    private static final MethodHandle MUNMAP = call("munmap", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG));
    // Its last argument is variadic.
    private static final MethodHandle MREMAP = call(
            "mremap",
            FunctionDescriptor.of(ADDRESS, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG),
            Linker.Option.firstVariadicArg(4));
    private static final MethodHandle MADVISE =
            call("madvise", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));

    private MemoryMapping() {}

    /** Addresses with nothing behind them. */
    static long reserve(long bytes, long alignment) {
        return aligned(bytes, alignment, PROT_NONE, MAP_PRIVATE_ANONYMOUS | MAP_NORESERVE);
    }

    /** Memory that is there already, in large pages where the system has them. */
    static long populated(long bytes, long alignment) {
        long address = aligned(bytes, alignment, PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS);
        // Both are wishes: without them the first use is slower.
        advise(address, bytes, MADV_HUGEPAGE);
        advise(address, bytes, MADV_POPULATE_WRITE);
        return address;
    }

    /**
     * Moves the pages of one mapping over another of the same length; where they were stays mapped, and empty. Nobody else
     * can get either range meanwhile.
     */
    static void move(long from, long to, long bytes) {
        try (var arena = Arena.ofConfined()) {
            var state = arena.allocate(STATE);
            var moved =
                    (MemorySegment) MREMAP.invokeExact(state, from, bytes, bytes, MREMAP_MAYMOVE_FIXED_DONTUNMAP, to);
            require(moved.address() == to, "mremap", bytes, state);
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    static void unmap(long address, long bytes) {
        try (var arena = Arena.ofConfined()) {
            var state = arena.allocate(STATE);
            int result = (int) MUNMAP.invokeExact(state, address, bytes);
            require(result == 0, "munmap", bytes, state);
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    /** Maps as much more as the alignment may cost, and cuts both ends off. */
    private static long aligned(long bytes, long alignment, int protection, int flags) {
        long mapped = map(bytes + alignment, protection, flags);
        long address = Math.ceilDiv(mapped, alignment) * alignment;
        if (address > mapped) {
            unmap(mapped, address - mapped);
        }
        long excess = mapped + alignment - address;
        if (excess > 0) {
            unmap(address + bytes, excess);
        }
        return address;
    }

    private static long map(long bytes, int protection, int flags) {
        try (var arena = Arena.ofConfined()) {
            var state = arena.allocate(STATE);
            var mapped = (MemorySegment) MMAP.invokeExact(state, 0L, bytes, protection, flags, -1, 0L);
            require(mapped.address() != -1, "mmap", bytes, state);
            return mapped.address();
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    private static void advise(long address, long bytes, int advice) {
        try (var arena = Arena.ofConfined()) {
            var _ = (int) MADVISE.invokeExact(arena.allocate(STATE), address, bytes, advice);
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    private static void require(boolean succeeded, String call, long bytes, MemorySegment state) {
        if (!succeeded) {
            throw new OutOfDeviceMemoryException("the operating system refused " + call + " of " + bytes
                    + " bytes, errno " + (int) ERRNO.get(state, 0L));
        }
    }

    private static MethodHandle call(String name, FunctionDescriptor descriptor, Linker.Option... options) {
        var all = java.util.stream.Stream.concat(
                        java.util.Arrays.stream(options),
                        java.util.stream.Stream.of(Linker.Option.captureCallState("errno")))
                .toArray(Linker.Option[]::new);
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), descriptor, all);
    }

    private static RuntimeException rethrown(Throwable e) {
        switch (e) {
            case RuntimeException runtime -> throw runtime;
            case Error error -> throw error;
            default -> throw new IllegalStateException("a native call threw", e);
        }
    }
}
