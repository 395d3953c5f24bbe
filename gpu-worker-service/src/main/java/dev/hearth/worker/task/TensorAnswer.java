package dev.hearth.worker.task;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.onnxruntime.OnnxTensor;
import dev.hearth.contracts.model.ModelReference;
import dev.hearth.contracts.topic.Topics;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/** A graph's outputs in the Open Inference Protocol's JSON, data flat and row-major. */
final class TensorAnswer {

    private static final JsonMapper JSON = JsonMapper.shared();

    /** Of the shortest JSON for an element: a digit and a comma. */
    private static final int LEAST_BYTES = 2;

    private TensorAnswer() {}

    /**
     * @param outputs all of the graph's
     * @param rows which of their rows are the request's
     * @throws IllegalStateException if there is more of them than an answer may hold, or an output has not the rows it should
     */
    static byte[] write(ModelReference model, TensorRequest request, NDList outputs, Rows rows) {
        var body = new ByteArrayOutputStream();
        try (var json = JSON.createGenerator(body)) {
            json.writeStartObject();
            json.writeStringProperty("model_name", model.name());
            json.writeStringProperty("model_version", Integer.toString(model.version()));
            id(json, request.id());
            json.writeArrayPropertyStart("outputs");
            long elements = 0;
            for (var name : request.outputs()) {
                var output = named(outputs, name);
                elements += rows.count(output.size());
                refuseTooMany(elements);
                output(json, name, OnnxArrays.tensor(output), rows);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        return body.toByteArray();
    }

    private static void id(JsonGenerator json, @Nullable String id) {
        if (id != null) {
            json.writeStringProperty("id", id);
        }
    }

    private static NDArray named(NDList outputs, String name) {
        return outputs.stream()
                .filter(output -> name.equals(output.getName()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the graph gave no output '" + name + "'"));
    }

    private static void refuseTooMany(long elements) {
        if (elements > Topics.BODY_LIMIT_BYTES / LEAST_BYTES) {
            throw new IllegalStateException("the outputs have " + elements + " elements, more than an answer of "
                    + Topics.BODY_LIMIT_BYTES + " bytes can hold");
        }
    }

    private static void output(JsonGenerator json, String name, OnnxTensor tensor, Rows rows) {
        var type = TensorType.of(tensor.getInfo().onnxType);
        json.writeStartObject();
        json.writeStringProperty("name", name);
        json.writeArrayPropertyStart("shape");
        for (long dimension : rows.shape(name, tensor.getInfo().getShape())) {
            json.writeNumber(dimension);
        }
        json.writeEndArray();
        json.writeStringProperty("datatype", type.name());
        json.writeArrayPropertyStart("data");
        ByteBuffer data = rows.of(tensor.getByteBuffer()).order(ByteOrder.nativeOrder());
        while (data.hasRemaining()) {
            TensorElements.write(type, data, json);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    /**
     * Some of an output's rows, its first dimension.
     *
     * @param total rows that the output has
     */
    record Rows(long from, long count, long total) {

        /** Whatever there is, be it rows or not. */
        static final Rows ALL = new Rows(0, 1, 1);

        private long[] shape(String output, long[] whole) {
            if (count == total) {
                return whole;
            }
            if (whole.length == 0 || whole[0] != total) {
                throw new IllegalStateException("output '" + output + "' has shape " + Arrays.toString(whole) + " for "
                        + total + " rows of input, expected as many rows");
            }
            var shape = whole.clone();
            shape[0] = count;
            return shape;
        }

        private long count(long elements) {
            return elements / total * count;
        }

        private ByteBuffer of(ByteBuffer whole) {
            int row = whole.remaining() / Math.toIntExact(total);
            return whole.slice(Math.toIntExact(from) * row, Math.toIntExact(count) * row);
        }
    }
}
