package dev.hearth.repository;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;

/** Models of a few weights. */
final class SmallModel {

    static final int ELEMENTS = 64;

    private SmallModel() {}

    /**
     * Writes {@code y = yes ? x + then : x + else}, each branch with weights of its own.
     *
     * @param thenWeights name of the weights, each 1, of the one branch
     * @param elseWeights name of the weights, each 2, of the other
     */
    static Path choice(Path file, String thenWeights, String elseWeights) throws IOException {
        var choice = NodeProto.newBuilder()
                .setOpType("If")
                .addInput("yes")
                .addOutput("y")
                .addAttribute(branch("then_branch", thenWeights, 1))
                .addAttribute(branch("else_branch", elseWeights, 2));
        var graph = GraphProto.newBuilder()
                .setName("choice")
                .addInput(value("yes", TensorProto.DataType.BOOL_VALUE, 1))
                .addInput(value("x", TensorProto.DataType.FLOAT_VALUE, ELEMENTS))
                .addOutput(value("y", TensorProto.DataType.FLOAT_VALUE, ELEMENTS))
                .addNode(choice);
        return Files.write(file, model(graph).toByteArray());
    }

    /** {@code y = x + w}, without a branch. */
    static ModelProto sum(TensorProto.Builder weights) {
        return model(GraphProto.newBuilder()
                .setName("sum")
                .addInput(value("x", TensorProto.DataType.FLOAT_VALUE, ELEMENTS))
                .addOutput(value("y", TensorProto.DataType.FLOAT_VALUE, ELEMENTS))
                .addInitializer(weights)
                .addNode(NodeProto.newBuilder()
                        .setOpType("Add")
                        .addInput("x")
                        .addInput(weights.getName())
                        .addOutput("y")));
    }

    private static AttributeProto branch(String name, String weights, float value) {
        var output = name + "_y";
        var graph = GraphProto.newBuilder()
                .setName(name)
                .addInitializer(TensorProto.newBuilder()
                        .setName(weights)
                        .setDataType(TensorProto.DataType.FLOAT_VALUE)
                        .addDims(ELEMENTS)
                        .addAllFloatData(Collections.nCopies(ELEMENTS, value)))
                .addNode(NodeProto.newBuilder()
                        .setOpType("Add")
                        .addInput("x")
                        .addInput(weights)
                        .addOutput(output))
                .addOutput(value(output, TensorProto.DataType.FLOAT_VALUE, ELEMENTS));
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.GRAPH)
                .setG(graph)
                .build();
    }

    private static ModelProto model(GraphProto.Builder graph) {
        return ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(13))
                .setGraph(graph)
                .build();
    }

    private static ValueInfoProto value(String name, int type, int size) {
        var shape = TensorShapeProto.newBuilder()
                .addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(size));
        var tensor = TypeProto.Tensor.newBuilder().setElemType(type).setShape(shape);
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(tensor))
                .build();
    }
}
