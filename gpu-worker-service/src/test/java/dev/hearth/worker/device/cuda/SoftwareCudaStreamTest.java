package dev.hearth.worker.device.cuda;

import static dev.hearth.worker.device.cuda.CurrentDevice.allocate;
import static dev.hearth.worker.device.cuda.CurrentDevice.pageable;
import static dev.hearth.worker.device.cuda.CurrentDevice.pinned;
import static dev.hearth.worker.device.cuda.CurrentDevice.refuse;
import static dev.hearth.worker.device.cuda.CurrentDevice.succeed;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jcuda.Pointer;
import jcuda.driver.CUevent;
import jcuda.driver.CUevent_flags;
import jcuda.driver.CUmemAccess_flags;
import jcuda.driver.CUstream;
import jcuda.driver.CUstream_flags;
import jcuda.driver.JCudaDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Streams, events, and the link that copies take turns on. Times are asserted from below only. */
class SoftwareCudaStreamTest {

    private static final int MEBIBYTE = 1 << 20;
    private static final String NOT_READY = "CUDA_ERROR_NOT_READY";
    private static final String INVALID_HANDLE = "CUDA_ERROR_INVALID_HANDLE";

    /** Slow enough for a busy machine to be faster: 64 MiB take 268 ms. */
    private static final double GBPS = 0.25;

    private static final long LEAST_NANOS = 240_000_000;

    /** A mebibyte takes a tenth of a second, so what was just submitted is still under way. */
    private static final double SLOW_GBPS = 0.01;

    private CurrentDevice device;

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
        device.close();
    }

    @Test
    void copiesPinnedMemoryAtThePaceOfTheLink() {
        var stream = stream(CUstream_flags.CU_STREAM_NON_BLOCKING);
        var to = touched(64 * MEBIBYTE);
        var from = pinned(64 * MEBIBYTE);
        var start = event(0);
        var end = event(0);
        SoftwareCuda.setLinkGbps(GBPS);

        succeed(JCudaDriver.cuEventRecord(start, stream));
        succeed(JCudaDriver.cuMemcpyHtoDAsync(to, from, 64 * MEBIBYTE, stream));
        succeed(JCudaDriver.cuEventRecord(end, stream));
        succeed(JCudaDriver.cuEventSynchronize(end));

        var milliseconds = new float[1];
        succeed(JCudaDriver.cuEventElapsedTime(milliseconds, start, end));
        assertThat(milliseconds[0]).isGreaterThan(LEAST_NANOS / 1e6f);
    }

    @Test
    void copiesPageableMemoryAtHalfThePaceAndReturnsWhenItIsDone() {
        var stream = stream(CUstream_flags.CU_STREAM_NON_BLOCKING);
        var to = touched(32 * MEBIBYTE);
        SoftwareCuda.setLinkGbps(GBPS);

        try (var arena = Arena.ofConfined()) {
            var from = arena.allocate(32 * MEBIBYTE);
            long startNanos = System.nanoTime();
            succeed(JCudaDriver.cuMemcpyHtoDAsync(to, pageable(from), 32 * MEBIBYTE, stream));

            succeed(JCudaDriver.cuStreamQuery(stream));
            assertThat(System.nanoTime() - startNanos).isGreaterThan(LEAST_NANOS);
        }
    }

    @Test
    void sharesALaneOfTheLinkAmongStreams() {
        var to = touched(32 * MEBIBYTE);
        var from = pinned(32 * MEBIBYTE);
        SoftwareCuda.setLinkGbps(GBPS);

        long startNanos = System.nanoTime();
        for (int i = 0; i < 2; i++) {
            var stream = stream(CUstream_flags.CU_STREAM_NON_BLOCKING);
            succeed(JCudaDriver.cuMemcpyHtoDAsync(to, from, 32 * MEBIBYTE, stream));
        }
        succeed(JCudaDriver.cuCtxSynchronize());

        assertThat(System.nanoTime() - startNanos).isGreaterThan(LEAST_NANOS);
    }

    @Test
    void copiesToTheHostWhileACopyToTheDeviceIsUnderWay() {
        var busy = slowCopy(CUstream_flags.CU_STREAM_NON_BLOCKING);
        var back = stream(CUstream_flags.CU_STREAM_NON_BLOCKING);
        var from = allocate(16);
        var to = pinned(16);

        succeed(JCudaDriver.cuMemcpyDtoHAsync(to, from, 16, back));
        succeed(JCudaDriver.cuStreamSynchronize(back));

        refuse(JCudaDriver.cuStreamQuery(busy), NOT_READY);
    }

    @Test
    void doesWhatAStreamWasGivenInOrder() {
        var stream = stream(CUstream_flags.CU_STREAM_NON_BLOCKING);
        var first = allocate(4);
        var second = allocate(4);
        var received = pinned(4);

        for (int i = 1; i <= 5000; i++) {
            succeed(JCudaDriver.cuMemsetD32Async(first, i, 1, stream));
        }
        succeed(JCudaDriver.cuMemcpyDtoDAsync(second, first, 4, stream));
        succeed(JCudaDriver.cuMemsetD8Async(first, (byte) 0, 4, stream));
        succeed(JCudaDriver.cuMemcpyDtoHAsync(received, second, 4, stream));
        succeed(JCudaDriver.cuStreamSynchronize(stream));

        assertThat(received.getByteBuffer(0, 4).order(ByteOrder.nativeOrder()).getInt())
                .isEqualTo(5000);
        assertThat(first.memory(4).get(ValueLayout.JAVA_INT, 0)).isZero();
    }

    @Test
    void doesNotMakeTheNullStreamWaitForANonBlockingOne() {
        var busy = slowCopy(CUstream_flags.CU_STREAM_NON_BLOCKING);

        succeed(JCudaDriver.cuMemsetD8(allocate(16), (byte) 0, 16));

        refuse(JCudaDriver.cuStreamQuery(busy), NOT_READY);
    }

    @Test
    void makesTheNullStreamWaitForABlockingOne() {
        var busy = slowCopy(CUstream_flags.CU_STREAM_DEFAULT);

        SoftwareCuda.setLinkGbps(0);
        succeed(JCudaDriver.cuMemsetD8(allocate(16), (byte) 0, 16));

        succeed(JCudaDriver.cuStreamQuery(busy));
    }

    @Test
    void makesABlockingStreamWaitForTheNullStream() {
        var late = stream(CUstream_flags.CU_STREAM_DEFAULT);
        var target = allocate(16 * MEBIBYTE);
        SoftwareCuda.setLinkGbps(SLOW_GBPS);
        succeed(JCudaDriver.cuMemcpyHtoDAsync(target, pinned(16 * MEBIBYTE), 16 * MEBIBYTE, null));

        succeed(JCudaDriver.cuMemsetD8Async(target, (byte) 1, 16 * MEBIBYTE, late));
        refuse(JCudaDriver.cuStreamQuery(late), NOT_READY);
        SoftwareCuda.setLinkGbps(0);
        succeed(JCudaDriver.cuStreamSynchronize(late));

        succeed(JCudaDriver.cuStreamQuery(null));
        assertThat(target.memory(16 * MEBIBYTE).get(ValueLayout.JAVA_BYTE, 16 * MEBIBYTE - 1))
                .isEqualTo((byte) 1);
    }

    @Test
    void waitsForAllStreamsOfTheContext() {
        var one = slowCopy(CUstream_flags.CU_STREAM_NON_BLOCKING);
        var other = slowCopy(CUstream_flags.CU_STREAM_DEFAULT);

        SoftwareCuda.setLinkGbps(0);
        succeed(JCudaDriver.cuCtxSynchronize());

        succeed(JCudaDriver.cuStreamQuery(one));
        succeed(JCudaDriver.cuStreamQuery(other));
    }

    @Test
    void makesAStreamWaitForAnEventOfAnother() {
        var busy = slowCopy(CUstream_flags.CU_STREAM_NON_BLOCKING);
        var copied = event(CUevent_flags.CU_EVENT_DISABLE_TIMING);
        succeed(JCudaDriver.cuEventRecord(copied, busy));
        var waiting = stream(CUstream_flags.CU_STREAM_NON_BLOCKING);

        succeed(JCudaDriver.cuStreamWaitEvent(waiting, copied, 0));
        refuse(JCudaDriver.cuStreamQuery(waiting), NOT_READY);
        refuse(JCudaDriver.cuEventQuery(copied), NOT_READY);
        SoftwareCuda.setLinkGbps(0);
        succeed(JCudaDriver.cuStreamSynchronize(waiting));

        succeed(JCudaDriver.cuEventQuery(copied));
    }

    @Test
    void waitsForNothingInAnEventThatWasNeverRecorded() {
        var stream = stream(CUstream_flags.CU_STREAM_NON_BLOCKING);
        var event = event(0);

        succeed(JCudaDriver.cuEventQuery(event));
        succeed(JCudaDriver.cuEventSynchronize(event));
        succeed(JCudaDriver.cuStreamWaitEvent(stream, event, 0));
        succeed(JCudaDriver.cuStreamSynchronize(stream));
    }

    @Test
    void measuresBetweenEventsThatAreTimedAndDone() {
        var busy = slowCopy(CUstream_flags.CU_STREAM_NON_BLOCKING);
        var untimed = event(CUevent_flags.CU_EVENT_DISABLE_TIMING);
        var timed = event(0);
        var milliseconds = new float[1];

        refuse(JCudaDriver.cuEventElapsedTime(milliseconds, timed, timed), INVALID_HANDLE);
        succeed(JCudaDriver.cuEventRecord(untimed, busy));
        succeed(JCudaDriver.cuEventRecord(timed, busy));
        refuse(JCudaDriver.cuEventElapsedTime(milliseconds, untimed, timed), INVALID_HANDLE);
        refuse(JCudaDriver.cuEventElapsedTime(milliseconds, timed, timed), NOT_READY);
    }

    @Test
    void waitsForCopiesBeforeItFreesMemory() {
        var stream = stream(CUstream_flags.CU_STREAM_NON_BLOCKING);
        var to = allocate(8 * MEBIBYTE);
        var from = pinned(8 * MEBIBYTE);
        SoftwareCuda.setLinkGbps(0.2);
        succeed(JCudaDriver.cuMemcpyHtoDAsync(to, from, 8 * MEBIBYTE, stream));

        succeed(JCudaDriver.cuMemFree(to));

        succeed(JCudaDriver.cuStreamQuery(stream));
    }

    @Test
    void breaksTheContextWhenAMappingGoesUnderACopy() {
        var range = Slabs.reserve(Slabs.BYTES);
        var slab = Slabs.create();
        Slabs.map(range, slab);
        succeed(Slabs.setAccess(range, Slabs.BYTES, 0, CUmemAccess_flags.CU_MEM_ACCESS_FLAGS_PROT_READWRITE));
        var from = pinned(Slabs.BYTES);
        var busy = slowCopy(CUstream_flags.CU_STREAM_NON_BLOCKING);
        succeed(JCudaDriver.cuMemcpyHtoDAsync(range, from, Slabs.BYTES, busy));

        succeed(JCudaDriver.cuMemUnmap(range, Slabs.BYTES));
        SoftwareCuda.setLinkGbps(0);

        refuse(JCudaDriver.cuStreamSynchronize(busy), "CUDA_ERROR_ILLEGAL_ADDRESS");
        refuse(JCudaDriver.cuMemAlloc(new DevicePointer(), 1), "CUDA_ERROR_ILLEGAL_ADDRESS");
        succeed(JCudaDriver.cuMemRelease(slab));
        succeed(JCudaDriver.cuMemAddressFree(range, Slabs.BYTES));
    }

    @Test
    void refusesHandlesOfWhatIsDestroyed() {
        var stream = stream(CUstream_flags.CU_STREAM_NON_BLOCKING);
        var event = event(0);
        succeed(JCudaDriver.cuStreamDestroy(stream));
        succeed(JCudaDriver.cuEventDestroy(event));

        refuse(JCudaDriver.cuStreamSynchronize(stream), INVALID_HANDLE);
        refuse(JCudaDriver.cuStreamDestroy(stream), INVALID_HANDLE);
        refuse(JCudaDriver.cuMemsetD8Async(allocate(1), (byte) 0, 1, stream), INVALID_HANDLE);
        refuse(JCudaDriver.cuEventRecord(event, null), INVALID_HANDLE);
        refuse(JCudaDriver.cuEventDestroy(event), INVALID_HANDLE);
    }

    @Test
    void takesWorkForTheCurrentDeviceOnly() {
        var stream = stream(CUstream_flags.CU_STREAM_NON_BLOCKING);
        var pointer = allocate(1);

        try (var _ = new CurrentDevice(1)) {
            refuse(JCudaDriver.cuMemsetD8Async(pointer, (byte) 0, 1, stream), "CUDA_ERROR_INVALID_CONTEXT");
        }
    }

    @Test
    void offersPriorities() {
        var least = new int[1];
        var greatest = new int[1];
        succeed(JCudaDriver.cuCtxGetStreamPriorityRange(least, greatest));
        var stream = new CUstream();

        succeed(JCudaDriver.cuStreamCreateWithPriority(stream, CUstream_flags.CU_STREAM_NON_BLOCKING, greatest[0]));
        assertThat(greatest[0]).isLessThan(least[0]);
    }

    /** Memory whose first touch, which takes its time, is over. */
    private static DevicePointer touched(int bytes) {
        var pointer = allocate(bytes);
        succeed(JCudaDriver.cuMemsetD8(pointer, (byte) 0, bytes));
        return pointer;
    }

    private static CUstream stream(int flags) {
        var stream = new CUstream();
        succeed(JCudaDriver.cuStreamCreate(stream, flags));
        return stream;
    }

    private static CUevent event(int flags) {
        var event = new CUevent();
        succeed(JCudaDriver.cuEventCreate(event, flags));
        return event;
    }

    /** A new stream with a copy under way, which lasts over a second or until the link is made fast again. */
    private static CUstream slowCopy(int flags) {
        SoftwareCuda.setLinkGbps(SLOW_GBPS);
        var stream = stream(flags);
        var to = allocate(16 * MEBIBYTE);
        Pointer from = pinned(16 * MEBIBYTE);
        succeed(JCudaDriver.cuMemcpyHtoDAsync(to, from, 16 * MEBIBYTE, stream));
        return stream;
    }
}
