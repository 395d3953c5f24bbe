package dev.hearth.worker.task;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import dev.hearth.contracts.model.ModelReference;
import dev.hearth.contracts.topic.Topics;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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
     * @throws IllegalStateException if there is more of them than an answer may hold
     */
    static byte[] write(ModelReference model, TensorRequest request, NDList outputs) {
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
                elements += output.size();
                refuseTooMany(elements);
                output(json, name, output);
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

    private static void output(JsonGenerator json, String name, NDArray output) {
        var tensor = OnnxArrays.tensor(output);
        var type = TensorType.of(tensor.getInfo().onnxType);
        json.writeStartObject();
        json.writeStringProperty("name", name);
        json.writeArrayPropertyStart("shape");
        for (long dimension : tensor.getInfo().getShape()) {
            json.writeNumber(dimension);
        }
        json.writeEndArray();
        json.writeStringProperty("datatype", type.name());
        json.writeArrayPropertyStart("data");
        ByteBuffer data = tensor.getByteBuffer().order(ByteOrder.nativeOrder());
        while (data.hasRemaining()) {
            TensorElements.write(type, data, json);
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
