package dev.hearth.repository;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnxruntime.OnnxJavaType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Reads from an ONNX graph where its split-off weights lie. */
public final class OnnxGraph {

    private OnnxGraph() {}

    /**
     * The initializers whose data lie in the weights file, in the graph's order. Those of branches and loops lie in the graph.
     *
     * @throws IOException if the file cannot be read or is not ONNX
     * @throws IllegalArgumentException if an initializer has a type that ONNX Runtime's Java API has no tensor for
     */
    public static List<Initializer> initializers(Path graphFile) throws IOException {
        return initializers(Files.readAllBytes(graphFile));
    }

    /**
     * The same of a graph that was read already.
     *
     * @throws IOException if it is not ONNX
     */
    public static List<Initializer> initializers(byte[] graph) throws IOException {
        return ModelProto.parseFrom(graph).getGraph().getInitializerList().stream()
                .filter(OnnxGraph::isSplitOff)
                .map(OnnxGraph::initializer)
                .toList();
    }

    /**
     * Takes what was split off out of the branches and loops of a graph. ONNX Runtime leaves these weights in the graph as well
     * as it splits them off, and refuses to load what is there twice; it loads no branch whose weights are elsewhere.
     *
     * @throws IllegalArgumentException if a branch has weights that are split off only
     */
    static void keepBranchesWhole(Path graphFile) throws IOException {
        var model = read(graphFile).toBuilder();
        if (removeSplitOff(model.getGraphBuilder(), false)) {
            Files.write(graphFile, model.build().toByteArray());
        }
    }

    private static boolean removeSplitOff(GraphProto.Builder graph, boolean isBranch) {
        var removed = isBranch && removeSplitOff(graph);
        for (var node : graph.getNodeBuilderList()) {
            for (var attribute : node.getAttributeBuilderList()) {
                if (attribute.hasG()) {
                    removed |= removeSplitOff(attribute.getGBuilder(), true);
                }
                for (var branch : attribute.getGraphsBuilderList()) {
                    removed |= removeSplitOff(branch, true);
                }
            }
        }
        return removed;
    }

    private static boolean removeSplitOff(GraphProto.Builder branch) {
        var whole = branch.getInitializerList().stream()
                .filter(tensor -> !isSplitOff(tensor))
                .toList();
        var names = whole.stream().map(TensorProto::getName).collect(Collectors.toSet());
        branch.getInitializerList().stream()
                .map(TensorProto::getName)
                .filter(name -> !names.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new IllegalArgumentException("initializer " + name + " of a branch or loop was split off");
                });
        var removed = whole.size() < branch.getInitializerCount();
        branch.clearInitializer().addAllInitializer(whole);
        return removed;
    }

    private static ModelProto read(Path graphFile) throws IOException {
        try (var stream = Files.newInputStream(graphFile)) {
            return ModelProto.parseFrom(stream);
        }
    }

    private static boolean isSplitOff(TensorProto tensor) {
        return tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL;
    }

    private static Initializer initializer(TensorProto tensor) {
        long offset = 0;
        long length = -1;
        for (StringStringEntryProto entry : tensor.getExternalDataList()) {
            switch (entry.getKey()) {
                case "offset" -> offset = Long.parseLong(entry.getValue());
                case "length" -> length = Long.parseLong(entry.getValue());
                default -> {}
            }
        }
        if (length < 0) {
            throw new IllegalArgumentException("initializer " + tensor.getName() + " states no length");
        }
        return new Initializer(tensor.getName(), elementType(tensor), tensor.getDimsList(), offset, length);
    }

    // The Java enum is numbered otherwise than ONNX's, so the mapping is by name.
    private static OnnxJavaType elementType(TensorProto tensor) {
        var type = TensorProto.DataType.forNumber(tensor.getDataType());
        return switch (type == null ? TensorProto.DataType.UNDEFINED : type) {
            case FLOAT -> OnnxJavaType.FLOAT;
            case DOUBLE -> OnnxJavaType.DOUBLE;
            case FLOAT16 -> OnnxJavaType.FLOAT16;
            case BFLOAT16 -> OnnxJavaType.BFLOAT16;
            case INT8 -> OnnxJavaType.INT8;
            case UINT8 -> OnnxJavaType.UINT8;
            case INT16 -> OnnxJavaType.INT16;
            case INT32 -> OnnxJavaType.INT32;
            case INT64 -> OnnxJavaType.INT64;
            case BOOL -> OnnxJavaType.BOOL;
            default ->
                throw new IllegalArgumentException("initializer " + tensor.getName() + " has ONNX type "
                        + tensor.getDataType() + ", for which there is no tensor");
        };
    }

    /**
     * One weight tensor.
     *
     * @param offset of its first byte in the weights file
     * @param length in bytes
     */
    public record Initializer(String name, OnnxJavaType elementType, List<Long> dimensions, long offset, long length) {

        public Initializer {
            dimensions = List.copyOf(dimensions);
        }

        /** The dimensions as ONNX Runtime takes them; the caller's own copy. */
        public long[] shape() {
            return dimensions.stream().mapToLong(Long::longValue).toArray();
        }
    }
}
