package dev.hearth.worker.task;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** An input tensor's numbers, read from JSON, flat or nested as its shape is, into memory that ONNX Runtime reads. */
final class TensorData {

    private final TensorHeader header;
    private final TensorType type;
    private final ByteBuffer data;

    /** The rows of several tensors of one name, one below the other; all but their first dimension is the same. */
    static TensorData stacked(List<TensorData> parts, Arena arena) {
        var stacked = new TensorData(
                TensorHeader.stacked(parts.stream().map(part -> part.header).toList()), arena);
        parts.forEach(part -> stacked.data.put(part.data.rewind()));
        return stacked;
    }

    /** @param arena gives the memory, which lives as long as it does */
    TensorData(TensorHeader header, Arena arena) {
        this.header = header;
        this.type = header.declared().type();
        long bytes = (long) header.elements() * type.bytes();
        this.data = arena.allocate(bytes, Long.BYTES).asByteBuffer().order(ByteOrder.nativeOrder());
    }

    String name() {
        return header.declared().name();
    }

    List<Long> shape() {
        return header.shape();
    }

    int bytes() {
        return data.capacity();
    }

    /** A tensor over these very bytes, not a copy; to be closed before their arena. */
    OnnxTensor tensor(OrtEnvironment environment) throws OrtException {
        var shape = header.shape().stream().mapToLong(Long::longValue).toArray();
        var javaType = type.inputType().orElseThrow();
        return OnnxTensor.createTensor(environment, data.rewind(), shape, javaType);
    }

    /**
     * Reads the array that the parser is at the beginning of.
     *
     * @throws BadInputException if it is not of the tensor's shape, or holds what is not of its type
     */
    void fill(JsonParser parser) throws BadInputException {
        data.clear();
        var first = parser.nextToken();
        boolean nested = first == JsonToken.START_ARRAY && header.shape().size() > 1;
        rows(parser, first, nested ? header.shape() : List.of((long) header.elements()), 0);
    }

    private void rows(JsonParser parser, JsonToken first, List<Long> layout, int dimension) throws BadInputException {
        long expected = layout.get(dimension);
        long found = 0;
        for (var token = first; token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            if (found == expected) {
                throw wrongCount("more than " + expected, layout, dimension);
            }
            if (dimension == layout.size() - 1) {
                element(parser);
            } else if (token == JsonToken.START_ARRAY) {
                rows(parser, parser.nextToken(), layout, dimension + 1);
            } else {
                throw bad("has " + RequestJson.quote(parser) + " among the arrays of its data, expected an array of "
                        + layout.get(dimension + 1));
            }
            found++;
        }
        if (found < expected) {
            throw wrongCount(String.valueOf(found), layout, dimension);
        }
    }

    private void element(JsonParser parser) throws BadInputException {
        if (!TensorElements.read(type, parser, data)) {
            throw bad("has " + RequestJson.quote(parser) + " as element " + data.position() / type.bytes()
                    + " of its data, expected " + TensorElements.expected(type));
        }
    }

    private BadInputException wrongCount(String found, List<Long> layout, int dimension) {
        var shape = header.shape().toString().replace(" ", "");
        return layout.size() == 1
                ? bad("has " + found + " elements in its data, expected " + header.elements() + " for shape " + shape)
                : bad("has " + found + " items in an array of its data, expected " + layout.get(dimension)
                        + " in dimension " + dimension + " of shape " + shape);
    }

    private BadInputException bad(String complaint) {
        return new BadInputException("input '" + name() + "' " + complaint);
    }
}
