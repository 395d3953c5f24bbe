package dev.hearth.worker.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.types.DataType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.hearth.contracts.model.ModelManifest;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** On a real graph: {@code sum = a + b}, FP32, two columns. */
class TensorTaskTest {

    private static final ModelManifest MANIFEST = new ModelManifest(
            "adder", 3, "tensor", 0, List.of(new ModelManifest.Graph("model", "g", null, 0)), Map.of(), Map.of());

    private final TensorTask task = new TensorTask(MANIFEST);
    private final Model model = Model.newInstance("model", Device.cpu(), "OnnxRuntime");

    @BeforeEach
    void load() throws Exception {
        model.load(new ByteArrayInputStream(adder()), Map.of());
    }

    @AfterEach
    void close() {
        model.close();
    }

    @Test
    void answersTensorsInTheOpenInferenceProtocol() throws Exception {
        var answer = run("""
                {"inputs":[
                  {"name":"b","shape":[1,2],"datatype":"FP32","data":[10,20]},
                  {"name":"a","shape":[1,2],"datatype":"FP32","data":[[1.5,2]]}]}""");

        assertThat(answer)
                .isEqualTo(
                        "{\"model_name\":\"adder\",\"model_version\":\"3\",\"outputs\":[{\"name\":\"sum\",\"datatype\":\"FP32\",\"shape\":[1,2],\"data\":[11.5,22.0]}]}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "no json | not JSON",
                "{} | no array 'inputs'",
                "{\"inputs\":[{\"shape\":[1],\"datatype\":\"FP32\",\"data\":[1]}]} | has no name",
                "{\"inputs\":[{\"name\":\"a\",\"shape\":[1],\"datatype\":\"FP99\",\"data\":[1]}]} | datatype 'FP99'",
                "{\"inputs\":[{\"name\":\"a\",\"shape\":[1,2],\"datatype\":\"FP32\",\"data\":[1]}]} | has 1 numbers",
                "{\"inputs\":[{\"name\":\"a\",\"shape\":[-1],\"datatype\":\"FP32\",\"data\":[1]}]} | shape [-1]",
                "{\"inputs\":[{\"name\":\"a\",\"shape\":[1],\"datatype\":\"INT64\",\"data\":[1.5]}]} | no INT64",
                "{\"inputs\":[{\"name\":\"a\",\"shape\":[1],\"datatype\":\"FP32\",\"data\":[\"x\"]}]} | expected numbers",
                "{\"inputs\":[{\"name\":\"a\",\"shape\":[1],\"datatype\":\"FP32\",\"data\":[1]}]} | each of [a, b] once"
            })
    void saysWhatIsWrongWithARequest(String body, String complaint) {
        assertThatThrownBy(() -> run(body))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(complaint);
    }

    @Test
    void readsWholeNumbersAsTheirType() throws BadInputException {
        var input = TensorInput.read(
                        "{\"inputs\":[{\"name\":\"a\",\"shape\":[2],\"datatype\":\"INT64\",\"data\":[1,4294967296]}]}"
                                .getBytes(StandardCharsets.UTF_8))
                .getFirst();

        assertThat(input.type()).isEqualTo(DataType.INT64);
        assertThat((long[]) input.data()).containsExactly(1, 4294967296L);
    }

    private String run(String body) throws Exception {
        var input = new Task.Input("application/json", body.getBytes(StandardCharsets.UTF_8));
        return new String(task.run(Map.of("model", model), input).body(), StandardCharsets.UTF_8);
    }

    private static byte[] adder() {
        return ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(13))
                .setGraph(GraphProto.newBuilder()
                        .setName("adder")
                        .addNode(NodeProto.newBuilder()
                                .setOpType("Add")
                                .addInput("a")
                                .addInput("b")
                                .addOutput("sum"))
                        .addInput(value("a"))
                        .addInput(value("b"))
                        .addOutput(value("sum")))
                .build()
                .toByteArray();
    }

    private static ValueInfoProto value(String name) {
        var shape = TensorShapeProto.newBuilder()
                .addDim(TensorShapeProto.Dimension.newBuilder().setDimParam("n"))
                .addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(2));
        var tensor = TypeProto.Tensor.newBuilder()
                .setElemType(TensorProto.DataType.FLOAT_VALUE)
                .setShape(shape);
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(tensor))
                .build();
    }
}
