/** Devices behind CUDA's driver API, by JCuda: memory, copies, and ONNX Runtime over both. */
@NullMarked
package dev.hearth.worker.device.cuda;

import org.jspecify.annotations.NullMarked;
