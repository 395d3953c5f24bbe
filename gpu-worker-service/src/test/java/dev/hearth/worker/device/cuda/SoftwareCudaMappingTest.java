package dev.hearth.worker.device.cuda;

import static dev.hearth.worker.device.cuda.CurrentDevice.freeBytes;
import static dev.hearth.worker.device.cuda.CurrentDevice.refuse;
import static dev.hearth.worker.device.cuda.CurrentDevice.succeed;
import static dev.hearth.worker.device.cuda.Slabs.BYTES;
import static jcuda.driver.CUmemAccess_flags.CU_MEM_ACCESS_FLAGS_PROT_READ;
import static jcuda.driver.CUmemAccess_flags.CU_MEM_ACCESS_FLAGS_PROT_READWRITE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.stream.Stream;
import jcuda.Pointer;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUmemAllocationGranularity_flags;
import jcuda.driver.CUpointer_attribute;
import jcuda.driver.JCudaDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Physical memory, reserved addresses, and the one laid under the other. */
class SoftwareCudaMappingTest {

    private static final long TOTAL_BYTES = 512L << 20;
    private static final String INVALID_VALUE = "CUDA_ERROR_INVALID_VALUE";
    private static final String OUT_OF_MEMORY = "CUDA_ERROR_OUT_OF_MEMORY";

    private CurrentDevice device;

    /** What a test made, to be taken apart after it, the latest first. */
    private final Deque<Runnable> made = new ArrayDeque<>();

    @BeforeAll
    static void load() {
        SoftwareCuda.load();
    }

    @BeforeEach
    void open() {
        device = new CurrentDevice(0);
    }

    @AfterEach
    void close() {
        made.forEach(Runnable::run);
        assertThat(freeBytes()).isEqualTo(TOTAL_BYTES);
        device.close();
    }

    @Test
    void hasSlabsOfTwoMebibytes() {
        var bytes = new long[1];
        succeed(JCudaDriver.cuMemGetAllocationGranularity(
                bytes, Slabs.on(0), CUmemAllocationGranularity_flags.CU_MEM_ALLOC_GRANULARITY_RECOMMENDED));

        assertThat(bytes[0]).isEqualTo(BYTES);
        refuse(JCudaDriver.cuMemCreate(new AllocationHandle(), BYTES / 2, Slabs.on(0), 0), INVALID_VALUE);
        refuse(JCudaDriver.cuMemCreate(new AllocationHandle(), BYTES, Slabs.on(2), 0), "CUDA_ERROR_INVALID_DEVICE");
        refuse(JCudaDriver.cuMemAddressReserve(new DevicePointer(), BYTES + 1, 0, new CUdeviceptr(), 0), INVALID_VALUE);
    }

    @Test
    void laysSlabsSideBySide() {
        var range = reserved(3);
        mapped(range, created(), created(), created());

        // One copy and one fill across the borders.
        succeed(JCudaDriver.cuMemsetD8(range, (byte) 1, 3 * BYTES));
        succeed(JCudaDriver.cuMemcpyHtoD(range.plus(BYTES - 2), Pointer.to(new byte[] {2, 3, 4, 5}), 4));
        var received = new byte[6];
        succeed(JCudaDriver.cuMemcpyDtoH(Pointer.to(received), range.plus(BYTES - 3), 6));

        assertThat(received).containsExactly(1, 2, 3, 4, 5, 1);
    }

    @Test
    void keepsTheBytesOfASlabWhereverItIsMapped() {
        var first = created();
        var second = created();
        var range = reserved(2);
        map(range, first, second);
        succeed(JCudaDriver.cuMemsetD8(range, (byte) 1, BYTES));
        succeed(JCudaDriver.cuMemsetD8(range.plus(BYTES), (byte) 2, BYTES));
        succeed(JCudaDriver.cuMemUnmap(range, 2 * BYTES));

        var other = reserved(2);
        mapped(other, second, first);

        assertThat(read(other)).isEqualTo((byte) 2);
        assertThat(read(other.plus(2 * BYTES - 1))).isEqualTo((byte) 1);
    }

    @Test
    void refusesAddressesThatAreOnlyReserved() {
        var range = reserved(3);
        mapped(range, created(), created());

        refuse(JCudaDriver.cuMemsetD8(range.plus(2 * BYTES), (byte) 0, 1), INVALID_VALUE);
        refuse(JCudaDriver.cuMemsetD8(range, (byte) 0, 2 * BYTES + 1), INVALID_VALUE);
        succeed(JCudaDriver.cuMemsetD8(range, (byte) 0, 2 * BYTES));
    }

    @Test
    void refusesMemoryUntilItMayBeAccessed() {
        var range = reserved(1);
        Slabs.map(range, created());
        made.push(() -> succeed(JCudaDriver.cuMemUnmap(range, BYTES)));

        refuse(JCudaDriver.cuMemsetD8(range, (byte) 0, 1), INVALID_VALUE);
        succeed(Slabs.setAccess(range, BYTES, 0, CU_MEM_ACCESS_FLAGS_PROT_READ));
        refuse(JCudaDriver.cuMemsetD8(range, (byte) 0, 1), INVALID_VALUE);
        succeed(JCudaDriver.cuMemcpyDtoH(Pointer.to(new byte[1]), range, 1));
        refuse(Slabs.setAccess(range, BYTES, 1, CU_MEM_ACCESS_FLAGS_PROT_READWRITE), "CUDA_ERROR_NOT_SUPPORTED");
        succeed(Slabs.setAccess(range, BYTES, 0, CU_MEM_ACCESS_FLAGS_PROT_READWRITE));
        succeed(JCudaDriver.cuMemsetD8(range, (byte) 0, BYTES));
    }

    @Test
    void refusesMemoryThatIsUnmapped() {
        var range = reserved(1);
        map(range, created());
        succeed(JCudaDriver.cuMemUnmap(range, BYTES));

        refuse(JCudaDriver.cuMemsetD8(range, (byte) 0, 1), INVALID_VALUE);
        refuse(JCudaDriver.cuMemUnmap(range, BYTES), INVALID_VALUE);
        refuse(Slabs.setAccess(range, BYTES, 0, CU_MEM_ACCESS_FLAGS_PROT_READWRITE), INVALID_VALUE);
    }

    @ParameterizedTest
    @ValueSource(longs = {BYTES, 8 * BYTES, 1L << 30})
    void alignsReservationsAsAsked(long alignment) {
        var pointer = new DevicePointer();
        succeed(JCudaDriver.cuMemAddressReserve(pointer, 3 * BYTES, alignment, new CUdeviceptr(), 0));

        assertThat(pointer.address() % alignment).isZero();
        succeed(JCudaDriver.cuMemAddressFree(pointer, 3 * BYTES));
        refuse(JCudaDriver.cuMemAddressFree(pointer, 3 * BYTES), INVALID_VALUE);
    }

    @Test
    void reservesMoreAddressesThanThereIsMemory() {
        var pointer = Slabs.reserve(1L << 40);

        assertThat(freeBytes()).isEqualTo(TOTAL_BYTES);
        succeed(JCudaDriver.cuMemAddressFree(pointer, 1L << 40));
    }

    @Test
    void countsSlabsAgainstTheBudget() {
        var all = new DevicePointer();
        succeed(JCudaDriver.cuMemAlloc(all, TOTAL_BYTES - BYTES));
        var last = Slabs.create();

        refuse(JCudaDriver.cuMemCreate(new AllocationHandle(), BYTES, Slabs.on(0), 0), OUT_OF_MEMORY);

        succeed(JCudaDriver.cuMemRelease(last));
        refuse(JCudaDriver.cuMemRelease(last), INVALID_VALUE);
        SoftwareCuda.failAllocationsAfter(0);
        refuse(JCudaDriver.cuMemCreate(new AllocationHandle(), BYTES, Slabs.on(0), 0), OUT_OF_MEMORY);
        succeed(JCudaDriver.cuMemFree(all));
    }

    @Test
    void freesASlabThatWasReleasedWhileMappedWhenItIsUnmapped() {
        var handle = Slabs.create();
        var range = reserved(1);
        map(range, handle);

        succeed(JCudaDriver.cuMemRelease(handle));
        assertThat(freeBytes()).isEqualTo(TOTAL_BYTES - BYTES);
        succeed(JCudaDriver.cuMemsetD8(range, (byte) 1, BYTES));

        succeed(JCudaDriver.cuMemUnmap(range, BYTES));
        assertThat(freeBytes()).isEqualTo(TOTAL_BYTES);
        refuse(JCudaDriver.cuMemMap(range, BYTES, 0, handle, 0), INVALID_VALUE);
    }

    @Test
    void mapsOnlyWhereThereIsRoom() {
        var range = reserved(2);
        var handle = created();
        mapped(range, created());

        refuse(JCudaDriver.cuMemMap(range, BYTES, 0, handle, 0), INVALID_VALUE);
        refuse(JCudaDriver.cuMemMap(range.plus(2 * BYTES), BYTES, 0, handle, 0), INVALID_VALUE);
        refuse(JCudaDriver.cuMemMap(range.plus(BYTES + 512), BYTES, 0, handle, 0), INVALID_VALUE);
        refuse(JCudaDriver.cuMemMap(range.plus(BYTES), 2 * BYTES, 0, handle, 0), INVALID_VALUE);
        refuse(JCudaDriver.cuMemAddressFree(range, 2 * BYTES), INVALID_VALUE);
    }

    @Test
    void unmapsOnlyWholeMappings() {
        var range = reserved(2);
        mapped(range, created(), created());

        refuse(JCudaDriver.cuMemUnmap(range, BYTES / 2), INVALID_VALUE);
        refuse(JCudaDriver.cuMemUnmap(range, 3 * BYTES), INVALID_VALUE);
        refuse(JCudaDriver.cuMemUnmap(range.plus(4096), BYTES), INVALID_VALUE);
    }

    @Test
    void mapsASlabAtOnePlaceAtATime() {
        var handle = created();
        var range = reserved(2);
        mapped(range, handle);

        refuse(JCudaDriver.cuMemMap(range.plus(BYTES), BYTES, 0, handle, 0), "CUDA_ERROR_NOT_SUPPORTED");
    }

    @Test
    void saysWhetherAnAddressIsMapped() {
        var range = reserved(2);
        mapped(range, created());

        assertThat(attribute(CUpointer_attribute.CU_POINTER_ATTRIBUTE_MAPPED, range))
                .isOne();
        assertThat(attribute(CUpointer_attribute.CU_POINTER_ATTRIBUTE_MEMORY_TYPE, range))
                .isEqualTo(2);
        assertThat(attribute(CUpointer_attribute.CU_POINTER_ATTRIBUTE_MAPPED, range.plus(BYTES)))
                .isZero();
        assertThat(attribute(CUpointer_attribute.CU_POINTER_ATTRIBUTE_RANGE_START_ADDR, range.plus(BYTES)))
                .isEqualTo(range.address());
        assertThat(attribute(CUpointer_attribute.CU_POINTER_ATTRIBUTE_RANGE_SIZE, range))
                .isEqualTo(2 * BYTES);
    }

    @Test
    void mapsPagesWithoutTouchingThemAnew() throws IOException {
        var handles = Stream.generate(this::created).limit(45).toArray(AllocationHandle[]::new);
        var range = reserved(handles.length);
        for (int round = 0; round < 3; round++) {
            map(range, handles);
            touchEveryPage(range, handles.length);
            succeed(JCudaDriver.cuMemUnmap(range, handles.length * BYTES));
        }

        mapped(range, handles);
        long before = pageFaultsOfThisThread();
        touchEveryPage(range, handles.length);
        long faults = pageFaultsOfThisThread() - before;

        // One for each slab would be the least, were they touched anew.
        assertThat(faults).isLessThan(handles.length / 2);
    }

    private AllocationHandle created() {
        var handle = Slabs.create();
        made.push(() -> succeed(JCudaDriver.cuMemRelease(handle)));
        return handle;
    }

    private DevicePointer reserved(int slabs) {
        var range = Slabs.reserve(slabs * BYTES);
        made.push(() -> succeed(JCudaDriver.cuMemAddressFree(range, slabs * BYTES)));
        return range;
    }

    private static void map(DevicePointer range, AllocationHandle... handles) {
        Slabs.map(range, handles);
        succeed(Slabs.setAccess(range, handles.length * BYTES, 0, CU_MEM_ACCESS_FLAGS_PROT_READWRITE));
    }

    /** Until the test is over. */
    private void mapped(DevicePointer range, AllocationHandle... handles) {
        map(range, handles);
        made.push(() -> succeed(JCudaDriver.cuMemUnmap(range, handles.length * BYTES)));
    }

    private static byte read(DevicePointer pointer) {
        return pointer.memory(1).get(ValueLayout.JAVA_BYTE, 0);
    }

    private static void touchEveryPage(DevicePointer range, int slabs) {
        MemorySegment memory = range.memory(slabs * BYTES);
        for (long at = 0; at < memory.byteSize(); at += 4096) {
            memory.set(ValueLayout.JAVA_BYTE, at, (byte) 1);
        }
    }

    private static long pageFaultsOfThisThread() throws IOException {
        var fields = Files.readString(Path.of("/proc/thread-self/stat"));
        // Behind the name, which may hold blanks: state, six ids and flags, then the faults.
        return Long.parseLong(fields.substring(fields.lastIndexOf(')') + 2).split(" ", -1)[7]);
    }

    private static long attribute(int attribute, DevicePointer pointer) {
        var value = new long[1];
        succeed(JCudaDriver.cuPointerGetAttribute(Pointer.to(value), attribute, pointer));
        return value[0];
    }
}
