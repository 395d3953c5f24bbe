package dev.hearth.worker;

import ai.djl.engine.Engine;
import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import dev.hearth.contracts.model.ModelManifest;
import dev.hearth.contracts.model.ModelReference;
import dev.hearth.repository.ImportRequest;
import dev.hearth.repository.ModelImporter;
import dev.hearth.repository.ModelRepository;
import dev.hearth.worker.model.RequestedModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The real MiniLM int8 model: its original file, and a repository that holds it under several names. */
public final class MiniLm {

    public static final ModelReference REFERENCE = new ModelReference("minilm-int8", 1);

    private final Path directory;

    /** @param directory empty, and there as long as the fixture is used */
    public MiniLm(Path directory) {
        // Before the importer makes an environment of its own: DJL's must be the first in a process.
        Engine.getEngine("OnnxRuntime");
        this.directory = directory;
        importAs(REFERENCE);
    }

    public ModelRepository repository() {
        return new ModelRepository(directory.resolve("models"));
    }

    public Path repositoryDirectory() {
        return directory.resolve("models");
    }

    /** Imports the same model under another name. */
    public ModelManifest importAs(ModelReference reference) {
        return new ModelImporter(repositoryDirectory())
                .importModel(ImportRequest.single(
                        reference.name(),
                        reference.version(),
                        "text-embedding",
                        onnx(),
                        List.of(new ImportRequest.ExtraFile("tokenizer.json", tokenizer())),
                        Map.of("pooling", "mean", "normalize", true, "maxTokens", 128)));
    }

    /** Imports the same model with an input that it is to be run on before it counts as loaded. */
    public ModelManifest importWarmed(ModelReference reference, String fileName, String input) throws IOException {
        var file = Files.writeString(directory.resolve(fileName), input);
        return new ModelImporter(repositoryDirectory())
                .importModel(ImportRequest.single(
                        reference.name(),
                        reference.version(),
                        "text-embedding",
                        onnx(),
                        List.of(
                                new ImportRequest.ExtraFile("tokenizer.json", tokenizer()),
                                new ImportRequest.ExtraFile(fileName, file)),
                        Map.of("warmUp", List.of(fileName))));
    }

    public RequestedModel requested(ModelReference reference) {
        var manifest = repository().find(reference).orElseThrow();
        return new RequestedModel(reference, repository().digest(reference).orElseThrow(), manifest.bytes());
    }

    public Path onnx() {
        return unpack("all-minilm-l6-v2-q.onnx");
    }

    public Path tokenizer() {
        return unpack("all-minilm-l6-v2-q-tokenizer.json");
    }

    /**
     * Embeds a batch by ONNX Runtime on the original file: mean over each text's own tokens, not normalised.
     *
     * @return one vector a text
     */
    public float[][] embed(List<String> texts) throws OrtException, IOException {
        var options = Map.of("padding", "true", "truncation", "true", "maxLength", "128");
        try (var tokenizer = HuggingFaceTokenizer.newInstance(tokenizer(), options)) {
            var encodings = tokenizer.batchEncode(texts);
            var mask = rows(encodings, Encoding::getAttentionMask);
            var hidden = hiddenStates(rows(encodings, Encoding::getIds), mask, rows(encodings, Encoding::getTypeIds));
            var embeddings = new float[mask.length][];
            for (int text = 0; text < mask.length; text++) {
                embeddings[text] = mean(hidden[text], mask[text]);
            }
            return embeddings;
        }
    }

    private float[][][] hiddenStates(long[][] ids, long[][] mask, long[][] types) throws OrtException {
        var environment = OrtEnvironment.getEnvironment();
        try (var session = environment.createSession(onnx().toString());
                var idTensor = OnnxTensor.createTensor(environment, ids);
                var maskTensor = OnnxTensor.createTensor(environment, mask);
                var typeTensor = OnnxTensor.createTensor(environment, types);
                var result = session.run(
                        Map.of("input_ids", idTensor, "attention_mask", maskTensor, "token_type_ids", typeTensor))) {
            return (float[][][]) result.get(0).getValue();
        }
    }

    private static long[][] rows(Encoding[] encodings, Function<Encoding, long[]> row) {
        return Arrays.stream(encodings).map(row).toArray(long[][]::new);
    }

    private static float[] mean(float[][] tokens, long[] mask) {
        var mean = new float[tokens[0].length];
        long own = Arrays.stream(mask).sum();
        for (int token = 0; token < tokens.length; token++) {
            for (int i = 0; i < mean.length; i++) {
                mean[i] += mask[token] * tokens[token][i] / own;
            }
        }
        return mean;
    }

    public static double cosine(float[] a, float[] b) {
        double dot = 0;
        double squaresA = 0;
        double squaresB = 0;
        for (int i = 0; i < a.length; i++) {
            dot += a[i] * b[i];
            squaresA += a[i] * a[i];
            squaresB += b[i] * b[i];
        }
        return dot / Math.sqrt(squaresA * squaresB);
    }

    private Path unpack(String name) {
        var file = directory.resolve(name);
        if (Files.exists(file)) {
            return file;
        }
        try (var stream = MiniLm.class.getResourceAsStream("/" + name)) {
            if (stream == null) {
                throw new IllegalStateException(name + " is not on the class path");
            }
            Files.copy(stream, file);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
