package dev.hearth.worker.task.image;

import ai.djl.engine.Engine;
import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.hearth.contracts.model.ModelReference;
import dev.hearth.repository.ImportRequest;
import dev.hearth.repository.ModelImporter;
import dev.hearth.repository.ModelRepository;
import dev.hearth.worker.device.HostDevice;
import dev.hearth.worker.model.OnnxModelLoader;
import dev.hearth.worker.model.RequestedModel;
import dev.hearth.worker.model.ResidentModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Models for image-classification, imported into a repository and loaded from there. */
final class Classifier {

    private final Path directory;

    /** @param directory empty, and there as long as its models are used */
    Classifier(Path directory) {
        // Before the importer makes an environment of its own: DJL's must be the first in a process.
        Engine.getEngine("OnnxRuntime");
        this.directory = directory;
    }

    ResidentModel load(String name, Path onnx, Map<String, Object> parameters, String... labels) throws Exception {
        var files = labels.length == 0
                ? List.<ImportRequest.ExtraFile>of()
                : List.of(new ImportRequest.ExtraFile(
                        "labels.txt", Files.write(directory.resolve(name + ".txt"), List.of(labels))));
        new ModelImporter(directory.resolve("models"))
                .importModel(ImportRequest.single(name, 1, "image-classification", onnx, files, parameters));
        var reference = new ModelReference(name, 1);
        var repository = new ModelRepository(directory.resolve("models"));
        var bytes = repository.find(reference).orElseThrow().bytes();
        var digest = repository.digest(reference).orElseThrow();
        return new OnnxModelLoader(repository, 1)
                .load(new RequestedModel(reference, digest, bytes), new HostDevice(0, 8 << 20));
    }

    /** A graph that answers the mean of each channel. */
    Path meanOfChannels(int channels, int height, int width) throws IOException {
        return meanOfChannels(1, channels, height, width);
    }

    /** @param pictures at a time, any number if below 0 */
    Path meanOfChannels(int pictures, int channels, int height, int width) throws IOException {
        var pool = NodeProto.newBuilder()
                .setOpType("GlobalAveragePool")
                .addInput("x")
                .addOutput("pooled");
        var flatten = NodeProto.newBuilder()
                .setOpType("Flatten")
                .addInput("pooled")
                .addOutput("y")
                .addAttribute(AttributeProto.newBuilder()
                        .setName("axis")
                        .setType(AttributeProto.AttributeType.INT)
                        .setI(1));
        var graph = GraphProto.newBuilder()
                .setName("means")
                .addInput(value("x", pictures, channels, height, width))
                .addOutput(value("y", pictures, channels))
                .addNode(pool)
                .addNode(flatten);
        var model = ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(13))
                .setGraph(graph)
                .build();
        return Files.write(directory.resolve("means.onnx"), model.toByteArray());
    }

    private static ValueInfoProto value(String name, int... dimensions) {
        var shape = TensorShapeProto.newBuilder();
        for (int dimension : dimensions) {
            var declared = TensorShapeProto.Dimension.newBuilder();
            shape.addDim(dimension < 0 ? declared.setDimParam("pictures") : declared.setDimValue(dimension));
        }
        var tensor = TypeProto.Tensor.newBuilder()
                .setElemType(TensorProto.DataType.FLOAT_VALUE)
                .setShape(shape);
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(tensor))
                .build();
    }
}
