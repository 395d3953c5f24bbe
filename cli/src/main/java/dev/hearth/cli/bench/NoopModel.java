package dev.hearth.cli.bench;

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
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;

/**
 * The smallest model that is wholly real: {@code y = x + w} with x of shape [1, {@value #ELEMENTS}] and every w 1. Its
 * weights are large enough to be kept apart from the graph, so it is loaded, pinned and evicted as any other.
 */
final class NoopModel {

    static final String NAME = "noop";
    static final int VERSION = 1;
    static final String INPUT = "x";
    static final int ELEMENTS = 64;

    /** Of ONNX's format and its operators; any that ONNX Runtime knows would do. */
    private static final int IR_VERSION = 8;

    private static final int OPERATORS_VERSION = 13;
    private static final float WEIGHT = 1;

    private NoopModel() {}

    /** Imports it into a repository that does not have it; returns the folder where its files then lie. */
    static Path importInto(Path repository) throws IOException {
        var onnx = Files.createTempFile(NAME, ".onnx");
        try {
            Files.write(onnx, model().toByteArray());
            var _ = new ModelSource(NAME, VERSION, "tensor", onnx, null, Map.of()).importInto(repository);
            return repository.resolve(NAME).resolve(Integer.toString(VERSION));
        } finally {
            Files.delete(onnx);
        }
    }

    /** What the model makes of an input. */
    static float[] expected(float[] input) {
        var output = input.clone();
        for (var at = 0; at < output.length; at++) {
            output[at] += WEIGHT;
        }
        return output;
    }

    private static ModelProto model() {
        var weights = TensorProto.newBuilder()
                .setName("w")
                .setDataType(TensorProto.DataType.FLOAT_VALUE)
                .addDims(ELEMENTS)
                .addAllFloatData(Collections.nCopies(ELEMENTS, WEIGHT));
        var add = NodeProto.newBuilder()
                .setOpType("Add")
                .addInput(INPUT)
                .addInput("w")
                .addOutput("y");
        var graph = GraphProto.newBuilder()
                .setName(NAME)
                .addInput(row(INPUT))
                .addOutput(row("y"))
                .addInitializer(weights)
                .addNode(add);
        return ModelProto.newBuilder()
                .setIrVersion(IR_VERSION)
                .setProducerName("hearth bench")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPERATORS_VERSION))
                .setGraph(graph)
                .build();
    }

    private static ValueInfoProto row(String name) {
        var shape = TensorShapeProto.newBuilder().addDim(dimension(1)).addDim(dimension(ELEMENTS));
        var tensor = TypeProto.Tensor.newBuilder()
                .setElemType(TensorProto.DataType.FLOAT_VALUE)
                .setShape(shape);
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(tensor))
                .build();
    }

    private static TensorShapeProto.Dimension dimension(int size) {
        return TensorShapeProto.Dimension.newBuilder().setDimValue(size).build();
    }
}
