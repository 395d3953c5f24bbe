package dev.hearth.worker.task;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.TensorInfo.OnnxTensorType;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The element types of tensors, by their names in the Open Inference Protocol.
 *
 * <p>All can be an output. Unsigned integers wider than a byte cannot be an input: ONNX Runtime's Java API makes no such
 * tensor.
 */
enum TensorType {
    BOOL("BOOL", 1, OnnxJavaType.BOOL),
    INT8("INT8", 1, OnnxJavaType.INT8),
    UINT8("UINT8", 1, OnnxJavaType.UINT8),
    INT16("INT16", 2, OnnxJavaType.INT16),
    UINT16("UINT16", 2, null),
    INT32("INT32", 4, OnnxJavaType.INT32),
    UINT32("UINT32", 4, null),
    INT64("INT64", 8, OnnxJavaType.INT64),
    UINT64("UINT64", 8, null),
    FP16("FLOAT16", 2, OnnxJavaType.FLOAT16),
    BF16("BFLOAT16", 2, OnnxJavaType.BFLOAT16),
    FP32("FLOAT", 4, OnnxJavaType.FLOAT),
    FP64("DOUBLE", 8, OnnxJavaType.DOUBLE);

    private static final String RUNTIME_PREFIX = "ONNX_TENSOR_ELEMENT_DATA_TYPE_";

    private final String onnxName;
    private final int bytes;
    private final @Nullable OnnxJavaType inputType;

    TensorType(String onnxName, int bytes, @Nullable OnnxJavaType inputType) {
        this.onnxName = onnxName;
        this.bytes = bytes;
        this.inputType = inputType;
    }

    /** The type that a graph declares; empty for text, complex numbers, the eight-bit floats and what is no tensor. */
    static Optional<TensorType> declared(String onnxName) {
        return Arrays.stream(values())
                .filter(type -> type.onnxName.equals(onnxName))
                .findFirst();
    }

    /** @throws IllegalArgumentException if it is none of these */
    static TensorType of(OnnxTensorType type) {
        return declared(type.name().replace(RUNTIME_PREFIX, ""))
                .orElseThrow(() -> new IllegalArgumentException("no tensor type for " + type));
    }

    /** Of one element. */
    int bytes() {
        return bytes;
    }

    /** What ONNX Runtime's Java API calls it; empty where it makes no tensor of the type. */
    Optional<OnnxJavaType> inputType() {
        return Optional.ofNullable(inputType);
    }
}
