package dev.hearth.worker.task;

import ai.djl.Device;
import ai.djl.Model;
import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.hearth.contracts.model.ModelManifest;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A real graph of one node under the task {@code tensor}. */
final class TensorModel implements AutoCloseable {

    private final Model model = Model.newInstance("model", Device.cpu(), "OnnxRuntime");
    private final TensorTask task;

    private TensorModel(GraphProto graph, Path directory) throws Exception {
        var bytes = ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(16))
                .setGraph(graph)
                .build()
                .toByteArray();
        Files.write(directory.resolve("g.onnx"), bytes);
        var graphs = List.of(new ModelManifest.Graph("model", "g.onnx", null, 0));
        task = TensorTask.prepare(new ModelManifest("m", 3, "tensor", 0, graphs, Map.of(), Map.of()), directory);
        model.load(new ByteArrayInputStream(bytes), Map.of());
    }

    /** {@code sum = a + b} of FP32, each of shape [rows, 2], their number called n. */
    static TensorModel adder(Path directory) throws Exception {
        var add = NodeProto.newBuilder()
                .setOpType("Add")
                .addInput("a")
                .addInput("b")
                .addOutput("sum");
        return new TensorModel(
                GraphProto.newBuilder()
                        .setName("adder")
                        .addNode(add)
                        .addInput(value("a", DataType.FLOAT, -1, 2))
                        .addInput(value("b", DataType.FLOAT, -1, 2))
                        .addOutput(value("sum", DataType.FLOAT, -1, 2))
                        .build(),
                directory);
    }

    /** {@code y[k] = x[i[k]]}. */
    static TensorModel gather(Path directory) throws Exception {
        return new TensorModel(
                GraphProto.newBuilder()
                        .setName("gather")
                        .addNode(NodeProto.newBuilder()
                                .setOpType("Gather")
                                .addInput("x")
                                .addInput("i")
                                .addOutput("y"))
                        .addInput(value("x", DataType.FLOAT, 2))
                        .addInput(value("i", DataType.INT64, -1))
                        .addOutput(value("y", DataType.FLOAT, -1))
                        .build(),
                directory);
    }

    /** {@code y} is {@code x} twice, one below the other, though it says that it has as many rows. */
    static TensorModel doubled(Path directory) throws Exception {
        return new TensorModel(
                GraphProto.newBuilder()
                        .setName("doubled")
                        .addNode(NodeProto.newBuilder()
                                .setOpType("Concat")
                                .addInput("x")
                                .addInput("x")
                                .addOutput("y")
                                .addAttribute(AttributeProto.newBuilder()
                                        .setName("axis")
                                        .setType(AttributeProto.AttributeType.INT)
                                        .setI(0)))
                        .addInput(value("x", DataType.FLOAT, -1))
                        .addOutput(value("y", DataType.FLOAT, -1))
                        .build(),
                directory);
    }

    /** {@code y} is {@code x}; a dimension of -1 is open. */
    static TensorModel identity(Path directory, DataType type, long... shape) throws Exception {
        return new TensorModel(
                GraphProto.newBuilder()
                        .setName("identity")
                        .addNode(NodeProto.newBuilder()
                                .setOpType("Identity")
                                .addInput("x")
                                .addOutput("y"))
                        .addInput(value("x", type, shape))
                        .addOutput(value("y", type, shape))
                        .build(),
                directory);
    }

    /** Two outputs: {@code values} as they are and {@code as}, cast to another type. */
    static TensorModel cast(Path directory, DataType from, DataType to) throws Exception {
        return new TensorModel(
                GraphProto.newBuilder()
                        .setName("cast")
                        .addNode(NodeProto.newBuilder()
                                .setOpType("Cast")
                                .addInput("x")
                                .addOutput("as")
                                .addAttribute(AttributeProto.newBuilder()
                                        .setName("to")
                                        .setType(AttributeProto.AttributeType.INT)
                                        .setI(to.getNumber())))
                        .addNode(NodeProto.newBuilder()
                                .setOpType("Identity")
                                .addInput("x")
                                .addOutput("values"))
                        .addInput(value("x", from, -1))
                        .addOutput(value("values", from, -1))
                        .addOutput(value("as", to, -1))
                        .build(),
                directory);
    }

    String run(String body) throws Exception {
        return new String(run(body.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
    }

    boolean runsTogether() {
        return task.runsTogether();
    }

    List<Task.Result> run(List<String> bodies) {
        return task.run(
                Map.of("model", model),
                bodies.stream()
                        .map(body -> new Task.Input("application/json", body.getBytes(StandardCharsets.UTF_8)))
                        .toList());
    }

    byte[] run(byte[] body) throws Exception {
        return task.run(Map.of("model", model), new Task.Input("application/json", body))
                .body();
    }

    private static ValueInfoProto value(String name, DataType type, long... dimensions) {
        var shape = TensorShapeProto.newBuilder();
        for (long dimension : dimensions) {
            var declared = TensorShapeProto.Dimension.newBuilder();
            shape.addDim(dimension < 0 ? declared.setDimParam("n") : declared.setDimValue(dimension));
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(type.getNumber())
                                .setShape(shape)))
                .build();
    }

    @Override
    public void close() {
        model.close();
    }
}
