package dev.hearth.worker.device.ort;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.TensorInfo;
import java.lang.reflect.Constructor;

/**
 * The few members of ONNX Runtime's Java binding that it keeps to itself. They are as they were from version 1.21 to 1.29; a
 * version without them is found at the first use, by a test.
 */
final class OrtInternals {

    private OrtInternals() {}

    /** Address of the C API's table of functions. */
    static long apiTable() {
        try {
            var field = Class.forName("ai.onnxruntime.OnnxRuntime").getDeclaredField("ortApiHandle");
            field.setAccessible(true);
            return field.getLong(null);
        } catch (ReflectiveOperationException e) {
            throw missing(e);
        }
    }

    static long handle(OrtEnvironment environment) {
        try {
            var field = OrtEnvironment.class.getDeclaredField("nativeHandle");
            field.setAccessible(true);
            return field.getLong(environment);
        } catch (ReflectiveOperationException e) {
            throw missing(e);
        }
    }

    /** The binding's tensor of an {@code OrtValue}; closing it releases the value. */
    static OnnxTensor tensor(long value, long[] shape, OnnxJavaType elementType) {
        try {
            var information = informationConstructor()
                    .newInstance(
                            shape,
                            elementType,
                            TensorInfo.OnnxTensorType.valueOf("ONNX_TENSOR_ELEMENT_DATA_TYPE_" + elementType.name()));
            var constructor = OnnxTensor.class.getDeclaredConstructor(long.class, long.class, TensorInfo.class);
            constructor.setAccessible(true);
            return constructor.newInstance(value, 0L, information);
        } catch (ReflectiveOperationException e) {
            throw missing(e);
        }
    }

    private static Constructor<TensorInfo> informationConstructor() throws NoSuchMethodException {
        var constructor = TensorInfo.class.getDeclaredConstructor(
                long[].class, OnnxJavaType.class, TensorInfo.OnnxTensorType.class);
        constructor.setAccessible(true);
        return constructor;
    }

    private static IllegalStateException missing(ReflectiveOperationException e) {
        return new IllegalStateException(
                "this version of ONNX Runtime's binding is another than Hearth knows: " + e, e);
    }
}
