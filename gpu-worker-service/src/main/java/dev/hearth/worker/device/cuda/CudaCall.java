package dev.hearth.worker.device.cuda;

import dev.hearth.worker.device.OutOfDeviceMemoryException;
import java.util.Set;
import jcuda.driver.CUresult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Results of driver calls. */
final class CudaCall {

    private static final Logger log = LoggerFactory.getLogger(CudaCall.class);

    /** After these every further call of the process fails, so only a new process helps. */
    private static final Set<Integer> STICKY = Set.of(
            CUresult.CUDA_ERROR_ECC_UNCORRECTABLE,
            CUresult.CUDA_ERROR_ILLEGAL_ADDRESS,
            CUresult.CUDA_ERROR_LAUNCH_TIMEOUT,
            CUresult.CUDA_ERROR_ASSERT,
            CUresult.CUDA_ERROR_HARDWARE_STACK_ERROR,
            CUresult.CUDA_ERROR_ILLEGAL_INSTRUCTION,
            CUresult.CUDA_ERROR_MISALIGNED_ADDRESS,
            CUresult.CUDA_ERROR_INVALID_ADDRESS_SPACE,
            CUresult.CUDA_ERROR_INVALID_PC,
            CUresult.CUDA_ERROR_LAUNCH_FAILED);

    private CudaCall() {}

    /**
     * Requires that a call succeeded. A sticky error ends the process: its work is done again elsewhere.
     *
     * @param call what was called, for the error
     * @throws OutOfDeviceMemoryException if the driver had no memory for it
     * @throws IllegalStateException if it failed for any other reason
     */
    static void check(int result, String call) {
        if (result == CUresult.CUDA_SUCCESS) {
            return;
        }
        var failure = call + " failed with " + CUresult.stringFor(result);
        if (result == CUresult.CUDA_ERROR_OUT_OF_MEMORY) {
            throw new OutOfDeviceMemoryException("the CUDA driver has no memory: " + failure);
        }
        if (STICKY.contains(result)) {
            log.error("the CUDA context is broken, the worker ends: {}", failure);
            Runtime.getRuntime().halt(1);
        }
        throw new IllegalStateException(failure);
    }
}
