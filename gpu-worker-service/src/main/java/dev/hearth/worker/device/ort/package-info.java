/** ONNX Runtime over memory of our own, by the calls of its C API that the Java binding lacks. */
@NullMarked
package dev.hearth.worker.device.ort;

import org.jspecify.annotations.NullMarked;
