package dev.hearth.worker.task;

import ai.djl.ndarray.types.DataType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One input tensor of a request in the Open Inference Protocol's JSON.
 *
 * @param data as many numbers as the shape has elements, row-major; the array's type is the datatype's
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record TensorInput(String name, long[] shape, DataType type, Object data) {

    static final List<DataType> TYPES = List.of(DataType.FLOAT32, DataType.INT64, DataType.INT32);

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String EXPECTED =
            "expected {\"inputs\":[{\"name\",\"shape\":[integers],\"datatype\",\"data\":[numbers]}]}";

    /** Reads a request's inputs, at least one, in its order. */
    static List<TensorInput> read(byte[] body) throws BadInputException {
        JsonNode inputs;
        try {
            inputs = JSON.readTree(body).path("inputs");
        } catch (JacksonException e) {
            throw new BadInputException("the body is not JSON (" + e.getOriginalMessage() + "); " + EXPECTED, e);
        }
        if (!inputs.isArray() || inputs.isEmpty()) {
            throw new BadInputException("the body has no array 'inputs'; " + EXPECTED);
        }
        var read = new ArrayList<TensorInput>(inputs.size());
        for (var input : inputs) {
            read.add(one(input));
        }
        return List.copyOf(read);
    }

    /** The protocol's spelling of an element type; the type's own where the protocol has none. */
    static String datatype(DataType type) {
        return switch (type) {
            case FLOAT32 -> "FP32";
            case FLOAT64 -> "FP64";
            case BOOLEAN -> "BOOL";
            default -> type.name();
        };
    }

    private static TensorInput one(JsonNode input) throws BadInputException {
        var name = input.path("name").asString("");
        if (name.isEmpty()) {
            throw new BadInputException("an input has no name; " + EXPECTED);
        }
        var type = type(name, input.path("datatype").asString(""));
        var shape = shape(name, input.path("shape"));
        var numbers = new ArrayList<JsonNode>();
        flatten(name, input.path("data"), numbers);
        long elements = Arrays.stream(shape).reduce(1, Math::multiplyExact);
        if (numbers.size() != elements) {
            throw new BadInputException("input '" + name + "' has " + numbers.size() + " numbers, its shape "
                    + Arrays.toString(shape) + " wants " + elements);
        }
        return new TensorInput(name, shape, type, data(name, type, numbers));
    }

    private static DataType type(String name, String datatype) throws BadInputException {
        for (var type : TYPES) {
            if (datatype(type).equals(datatype)) {
                return type;
            }
        }
        throw new BadInputException("input '" + name + "' has datatype '" + datatype + "', expected one of "
                + TYPES.stream().map(TensorInput::datatype).collect(Collectors.joining(", ")));
    }

    private static long[] shape(String name, JsonNode shape) throws BadInputException {
        if (!shape.isArray()) {
            throw new BadInputException("input '" + name + "' has no shape; " + EXPECTED);
        }
        var dimensions = new long[shape.size()];
        for (int i = 0; i < dimensions.length; i++) {
            var dimension = shape.get(i);
            if (!dimension.isIntegralNumber() || !dimension.canConvertToInt() || dimension.intValue() < 0) {
                throw new BadInputException("input '" + name + "' has shape " + shape + ", expected whole numbers");
            }
            dimensions[i] = dimension.intValue();
        }
        return dimensions;
    }

    private static void flatten(String name, JsonNode data, List<JsonNode> numbers) throws BadInputException {
        if (!data.isArray()) {
            throw new BadInputException("input '" + name + "' has no array 'data'; " + EXPECTED);
        }
        for (var item : data) {
            if (item.isArray()) {
                flatten(name, item, numbers);
            } else if (item.isNumber()) {
                numbers.add(item);
            } else {
                throw new BadInputException("input '" + name + "' has " + item + " in its data, expected numbers");
            }
        }
    }

    private static Object data(String name, DataType type, List<JsonNode> numbers) throws BadInputException {
        if (type == DataType.FLOAT32) {
            var values = new float[numbers.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = numbers.get(i).floatValue();
            }
            return values;
        }
        for (var number : numbers) {
            if (!number.isIntegralNumber()
                    || !(type == DataType.INT64 ? number.canConvertToLong() : number.canConvertToInt())) {
                throw new BadInputException("input '" + name + "' has " + number + ", which is no " + datatype(type));
            }
        }
        return type == DataType.INT64
                ? numbers.stream().mapToLong(JsonNode::longValue).toArray()
                : numbers.stream().mapToInt(JsonNode::intValue).toArray();
    }

    /** The input a graph names; absent if the request has none of that name. */
    static @Nullable TensorInput find(List<TensorInput> inputs, String name) {
        return inputs.stream()
                .filter(input -> input.name().equals(name))
                .findFirst()
                .orElse(null);
    }
}
