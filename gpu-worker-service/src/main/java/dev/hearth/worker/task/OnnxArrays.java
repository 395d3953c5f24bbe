package dev.hearth.worker.task;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.onnxruntime.engine.OrtNDArray;
import ai.djl.onnxruntime.engine.OrtNDManager;
import ai.onnxruntime.OnnxTensor;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * DJL's arrays from and to ONNX Runtime's tensors.
 *
 * <p>DJL's own factory copies, and has neither scalars, empty tensors nor the sixteen-bit types; the method that takes any
 * tensor is not public.
 */
final class OnnxArrays {

    private static final MethodHandle CREATE = create();

    private OnnxArrays() {}

    /** An array that closes the tensor with its manager. */
    static NDArray array(NDManager manager, String name, OnnxTensor tensor) {
        try {
            var array = (OrtNDArray) CREATE.invokeExact((OrtNDManager) manager, tensor);
            array.setName(name);
            return array;
        } catch (Throwable e) {
            tensor.close();
            throw new IllegalStateException("DJL does not take the tensor " + name, e);
        }
    }

    /** The tensor in an array that ONNX Runtime made; it lives as long as the array. */
    static OnnxTensor tensor(NDArray array) {
        return ((OrtNDArray) array).getTensor();
    }

    private static MethodHandle create() {
        try {
            return MethodHandles.privateLookupIn(OrtNDManager.class, MethodHandles.lookup())
                    .findVirtual(
                            OrtNDManager.class,
                            "createInternal",
                            MethodType.methodType(OrtNDArray.class, OnnxTensor.class));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this version of DJL has no OrtNDManager.createInternal", e);
        }
    }
}
