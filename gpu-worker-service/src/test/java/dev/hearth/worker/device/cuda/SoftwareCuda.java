package dev.hearth.worker.device.cuda;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The software CUDA driver, in place of a real one, for this JVM. Once it is loaded, JCuda's need for a {@code
 * libcuda.so.1} is met by it; so {@link #load} comes before anything else that touches JCuda.
 */
@SuppressWarnings("restricted") // a library is loaded, and its functions are called by name
public final class SoftwareCuda {

    /** Where the build puts it; tests run in the folder of their module. */
    static final Path LIBRARY =
            Path.of("target", "software-cuda", "libcuda.so.1").toAbsolutePath();

    private static final boolean REAL_DRIVER = isRealDriverThere();
    private static boolean loaded;

    private SoftwareCuda() {}

    /** Loads the driver; where that cannot be it aborts the test with the reason, or before all tests the whole class. */
    public static synchronized void load() {
        assumeTrue(!REAL_DRIVER, "this machine has a real libcuda.so.1, which JCuda may be using");
        assumeTrue(Files.exists(LIBRARY), () -> LIBRARY + " was not built: it needs Linux and gcc");
        if (!loaded) {
            System.load(LIBRARY.toString());
            loaded = true;
        }
    }

    /** Whether the machine has a driver of its own. Says so without touching JCuda, which is dead where it finds none. */
    static boolean hasRealDriver() {
        return REAL_DRIVER;
    }

    /** Changes the pace of every link, in 10^9 bytes a second, for copies under way too; 0 is as fast as the machine. */
    public static void setLinkGbps(double gigabytesPerSecond) {
        call("softwareCudaSetLinkGbps", ValueLayout.JAVA_DOUBLE, gigabytesPerSecond);
    }

    /** Lets this many more allocations of device memory succeed and no others; below zero: all. */
    public static void failAllocationsAfter(long count) {
        call("softwareCudaFailAllocationsAfter", ValueLayout.JAVA_LONG, count);
    }

    /** A function of the driver that is loaded, found by the library's name as in a real one. */
    static MethodHandle function(String name, FunctionDescriptor descriptor) {
        var driver = SymbolLookup.libraryLookup("libcuda.so.1", Arena.global());
        return Linker.nativeLinker().downcallHandle(driver.findOrThrow(name), descriptor);
    }

    private static void call(String name, ValueLayout layout, Object argument) {
        try {
            function(name, FunctionDescriptor.ofVoid(layout)).invokeWithArguments(argument);
        } catch (Throwable e) {
            throw new IllegalStateException(name + " cannot be called", e);
        }
    }

    private static boolean isRealDriverThere() {
        try (var arena = Arena.ofConfined()) {
            SymbolLookup.libraryLookup("libcuda.so.1", arena);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
