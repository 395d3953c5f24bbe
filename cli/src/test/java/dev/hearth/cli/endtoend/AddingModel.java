package dev.hearth.cli.endtoend;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.hearth.cli.model.ModelSource;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;

/** {@code y = x + VERSION}, of one number: a model whose answer shows which version gave it. */
record AddingModel(String name, int version) {

    private static final int IR_VERSION = 8;
    private static final int OPERATORS_VERSION = 13;

    void importInto(HearthCluster cluster) {
        try {
            var onnx = Files.createTempFile(name, ".onnx");
            Files.write(onnx, model().toByteArray());
            var _ = new ModelSource(name, version, "tensor", onnx, null, Map.of())
                    .importInto(cluster.data().resolve("models"));
            Files.delete(onnx);
        } catch (IOException e) {
            throw new AssertionError(name + " cannot be imported", e);
        }
    }

    /** A deployment of a function of the model's name. */
    String deployment() {
        return "{\"service\":\"%1$s\",\"image\":\"model://%1$s:%2$d\",\"annotations\":{\"dev.hearth.timeout\":\"30s\"}}"
                .formatted(name, version);
    }

    /** The request that adds to {@code x}. */
    static String request(int x) {
        return "{\"inputs\":[{\"name\":\"x\",\"shape\":[1],\"datatype\":\"FP32\",\"data\":[" + x + "]}]}";
    }

    private ModelProto model() {
        var graph = GraphProto.newBuilder()
                .setName(name)
                .addInput(number("x"))
                .addOutput(number("y"))
                .addInitializer(TensorProto.newBuilder()
                        .setName("w")
                        .setDataType(TensorProto.DataType.FLOAT_VALUE)
                        .addDims(1)
                        .addFloatData(version))
                .addNode(NodeProto.newBuilder()
                        .setOpType("Add")
                        .addInput("x")
                        .addInput("w")
                        .addOutput("y"));
        return ModelProto.newBuilder()
                .setIrVersion(IR_VERSION)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPERATORS_VERSION))
                .setGraph(graph)
                .build();
    }

    private static ValueInfoProto number(String name) {
        var shape = TensorShapeProto.newBuilder()
                .addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(1));
        var tensor = TypeProto.Tensor.newBuilder()
                .setElemType(TensorProto.DataType.FLOAT_VALUE)
                .setShape(shape);
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(tensor))
                .build();
    }
}
