package dev.hearth.worker.task;

import ai.onnxruntime.platform.Fp16Conversions;
import java.nio.ByteBuffer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Single elements of tensors, between JSON and memory in the machine's byte order. */
final class TensorElements {

    private static final long BYTE_MASK = 0xFF;
    private static final int SHORT_MASK = 0xFFFF;

    private TensorElements() {}

    /**
     * Appends the value the parser is at.
     *
     * <p>The sixteen-bit types are rounded by way of FP32.
     *
     * @return false, having appended nothing, if it is not a value of the type
     */
    static boolean read(TensorType type, JsonParser parser, ByteBuffer to) {
        var token = parser.currentToken();
        return switch (type) {
            case BOOL -> flag(token, to);
            case FP16, BF16, FP32 -> token.isNumeric() && fraction(type, parser.getFloatValue(), to);
            case FP64 -> token.isNumeric() && fraction(parser.getDoubleValue(), to);
            case INT8, UINT8, INT16, UINT16, INT32, UINT32, INT64, UINT64 ->
                token == JsonToken.VALUE_NUMBER_INT
                        && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER
                        && whole(type, parser.getLongValue(), to);
        };
    }

    /** What {@link #read} takes, for people. */
    static String expected(TensorType type) {
        return switch (type) {
            case BOOL -> "true or false (BOOL)";
            case FP16, BF16, FP32, FP64 -> "a finite number (" + type + ")";
            case INT8, UINT8, INT16, UINT16, INT32, UINT32, INT64, UINT64 ->
                "a whole number from " + least(type) + " to " + most(type) + " (" + type + ")";
        };
    }

    private static boolean flag(JsonToken token, ByteBuffer to) {
        if (!token.isBoolean()) {
            return false;
        }
        to.put((byte) (token == JsonToken.VALUE_TRUE ? 1 : 0));
        return true;
    }

    private static boolean fraction(TensorType type, float value, ByteBuffer to) {
        if (type == TensorType.FP32) {
            if (Float.isFinite(value)) {
                to.putFloat(value);
            }
            return Float.isFinite(value);
        }
        short half = type == TensorType.FP16 ? Float.floatToFloat16(value) : Fp16Conversions.floatToBf16(value);
        boolean finite = Float.isFinite(widened(type, half));
        if (finite) {
            to.putShort(half);
        }
        return finite;
    }

    private static boolean fraction(double value, ByteBuffer to) {
        if (Double.isFinite(value)) {
            to.putDouble(value);
        }
        return Double.isFinite(value);
    }

    private static boolean whole(TensorType type, long value, ByteBuffer to) {
        if (value < least(type) || value > most(type)) {
            return false;
        }
        switch (type.bytes()) {
            case Byte.BYTES -> to.put((byte) value);
            case Short.BYTES -> to.putShort((short) value);
            case Integer.BYTES -> to.putInt((int) value);
            default -> to.putLong(value);
        }
        return true;
    }

    private static long least(TensorType type) {
        return unsigned(type) ? 0 : Long.MIN_VALUE >> (Long.SIZE - bits(type));
    }

    private static long most(TensorType type) {
        // Of UINT64 only half: it is never an input.
        return Long.MAX_VALUE >>> (Long.SIZE - bits(type) - (unsigned(type) && bits(type) < Long.SIZE ? 1 : 0));
    }

    private static boolean unsigned(TensorType type) {
        return type.name().startsWith("U");
    }

    private static int bits(TensorType type) {
        return type.bytes() * Byte.SIZE;
    }

    /** Writes the next value; NaN and the infinities, which JSON has no numbers for, as strings. */
    static void write(TensorType type, ByteBuffer from, JsonGenerator to) {
        switch (type) {
            case BOOL -> to.writeBoolean(from.get() != 0);
            case INT8 -> to.writeNumber((int) from.get());
            case UINT8 -> to.writeNumber((int) (from.get() & BYTE_MASK));
            case INT16 -> to.writeNumber((int) from.getShort());
            case UINT16 -> to.writeNumber(from.getShort() & SHORT_MASK);
            case INT32 -> to.writeNumber(from.getInt());
            case UINT32 -> to.writeNumber(Integer.toUnsignedLong(from.getInt()));
            case INT64 -> to.writeNumber(from.getLong());
            case UINT64 -> to.writeNumber(Long.toUnsignedString(from.getLong()));
            case FP16, BF16 -> to.writeNumber(widened(type, from.getShort()));
            case FP32 -> to.writeNumber(from.getFloat());
            case FP64 -> to.writeNumber(from.getDouble());
        }
    }

    private static float widened(TensorType type, short half) {
        return type == TensorType.FP16 ? Float.float16ToFloat(half) : Fp16Conversions.bf16ToFloat(half);
    }
}
