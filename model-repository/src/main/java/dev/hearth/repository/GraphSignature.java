package dev.hearth.repository;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a graph takes and gives, as it declares it itself.
 *
 * @param inputs in the graph's order, without those that an initializer supplies
 * @param outputs in the graph's order
 * @param quantizedAtRun whether it scales whole tensors while it runs, as dynamic quantisation does: then what comes out
 *     for one row of a batch depends on the others
 */
public record GraphSignature(List<Value> inputs, List<Value> outputs, boolean quantizedAtRun) {

    /** ONNX's own operator begins so, and those that ONNX Runtime fuses it into. */
    private static final String SCALES_TENSORS = "DynamicQuantize";

    /** Stands for a dimension that the graph leaves open. */
    public static final long ANY = -1;

    public GraphSignature {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    /** @throws IOException if the file cannot be read or is not ONNX */
    public static GraphSignature read(Path graphFile) throws IOException {
        try (var stream = Files.newInputStream(graphFile)) {
            return of(ModelProto.parseFrom(stream).getGraph());
        }
    }

    /**
     * Whether the inputs of several calls can be run one below the other: each input and output leaves its first dimension
     * open, under one name if it has one, and no row is scaled by the others. That a row's output depends on no other row
     * in any other way is more than a graph declares.
     */
    public boolean takesRows() {
        var values = Stream.concat(inputs.stream(), outputs.stream()).toList();
        return !quantizedAtRun
                && values.stream().allMatch(Value::firstIsOpen)
                && values.stream()
                                .map(value -> value.symbols().getFirst())
                                .filter(symbol -> !symbol.isEmpty())
                                .distinct()
                                .count()
                        <= 1;
    }

    private static GraphSignature of(GraphProto graph) {
        var supplied =
                graph.getInitializerList().stream().map(TensorProto::getName).collect(Collectors.toSet());
        return new GraphSignature(
                graph.getInputList().stream()
                        .filter(input -> !supplied.contains(input.getName()))
                        .map(GraphSignature::value)
                        .toList(),
                graph.getOutputList().stream().map(GraphSignature::value).toList(),
                graph.getNodeList().stream().anyMatch(node -> node.getOpType().startsWith(SCALES_TENSORS)));
    }

    private static Value value(ValueInfoProto declared) {
        if (!declared.getType().hasTensorType()) {
            var kind = declared.getType().getValueCase().name();
            return new Value(declared.getName(), kind.replace("_TYPE", ""), null, List.of());
        }
        var tensor = declared.getType().getTensorType();
        var type = TensorProto.DataType.forNumber(tensor.getElemType());
        var dimensions = tensor.getShape().getDimList();
        return new Value(
                declared.getName(),
                type == null ? "type " + tensor.getElemType() : type.name(),
                tensor.hasShape()
                        ? dimensions.stream().map(GraphSignature::dimension).toList()
                        : null,
                dimensions.stream().map(TensorShapeProto.Dimension::getDimParam).toList());
    }

    private static long dimension(TensorShapeProto.Dimension dimension) {
        return dimension.hasDimValue() && dimension.getDimValue() >= 0 ? dimension.getDimValue() : ANY;
    }

    /**
     * One input or output.
     *
     * @param type ONNX's name of the element type, e.g. {@code FLOAT}; of a value that is no tensor its kind, e.g. {@code
     *     SEQUENCE}
     * @param shape {@link #ANY} where a dimension is open; absent where even their number is
     * @param symbols the graph's names of its dimensions, empty where it gives none; those of one name are equal
     */
    public record Value(String name, String type, @Nullable List<Long> shape, List<String> symbols) {

        public Value {
            shape = shape == null ? null : List.copyOf(shape);
            symbols = List.copyOf(symbols);
        }

        private boolean firstIsOpen() {
            return shape != null && !shape.isEmpty() && shape.getFirst() == ANY;
        }
    }
}
