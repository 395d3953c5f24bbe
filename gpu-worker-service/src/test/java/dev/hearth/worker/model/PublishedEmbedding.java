package dev.hearth.worker.model;

import ai.djl.engine.Engine;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import dev.hearth.contracts.model.ModelReference;
import dev.hearth.repository.ImportRequest;
import dev.hearth.repository.ModelImporter;
import dev.hearth.repository.ModelRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** An embedding model as it was published: its original file under ONNX Runtime, pooled as its authors say. */
enum PublishedEmbedding {
    MINILM("all-minilm-l6-v2", "all-minilm-l6-v2-tokenizer.json", 128, "") {
        @Override
        float[] pool(float[][] tokens) {
            return mean(tokens);
        }
    },
    BGE("bge-small-en-v1.5-q", "bge-small-en-v1.5-q-tokenizer.json", 512, "") {
        @Override
        float[] pool(float[][] tokens) {
            return tokens[0];
        }

        @Override
        Map<String, Object> parameters() {
            return Map.of("pooling", "cls", "maxTokens", 512);
        }
    },
    E5("e5-small-v2-q", "e5-small-v2-q-tokenizer.json", 512, "query: ") {
        @Override
        float[] pool(float[][] tokens) {
            return mean(tokens);
        }

        @Override
        Map<String, Object> parameters() {
            return Map.of("prefix", "query: ", "otherPrefixes", List.of("passage: "), "maxTokens", 512);
        }
    };

    private final String file;
    private final String tokenizer;
    private final int maxTokens;
    private final String prefix;

    PublishedEmbedding(String file, String tokenizer, int maxTokens, String prefix) {
        this.file = file;
        this.tokenizer = tokenizer;
        this.maxTokens = maxTokens;
        this.prefix = prefix;
    }

    /** Of one text's own tokens, before normalisation. */
    abstract float[] pool(float[][] tokens);

    /** What the model's manifest has to say for the task to do the same. */
    Map<String, Object> parameters() {
        return Map.of("pooling", "mean", "normalize", true, "maxTokens", maxTokens);
    }

    RequestedModel importInto(Path directory) throws IOException {
        // Before the importer makes an environment of its own: DJL's must be the first in a process.
        Engine.getEngine("OnnxRuntime");
        var repository = new ModelRepository(directory.resolve("models"));
        var reference = new ModelReference(name().toLowerCase(Locale.ROOT), 1);
        var tokenizerFile = new ImportRequest.ExtraFile("tokenizer.json", unpack(directory, tokenizer));
        var manifest = new ModelImporter(directory.resolve("models"))
                .importModel(ImportRequest.single(
                        reference.name(),
                        reference.version(),
                        "text-embedding",
                        unpack(directory, file + ".onnx"),
                        List.of(tokenizerFile),
                        parameters()));
        return new RequestedModel(reference, repository.digest(reference).orElseThrow(), manifest.bytes());
    }

    /** The text's vector by the original file, without any padding; as long as the text's own tokens make it. */
    float[] embed(Path directory, String text) throws OrtException, IOException {
        var options = Map.of("padding", "false", "truncation", "true", "maxLength", "" + maxTokens);
        try (var tokens = HuggingFaceTokenizer.newInstance(unpack(directory, tokenizer), options)) {
            var encoding = tokens.encode(prefix + text);
            return pool(hiddenStates(directory, encoding.getIds(), encoding.getTypeIds()));
        }
    }

    private float[][] hiddenStates(Path directory, long[] ids, long[] types) throws OrtException, IOException {
        var environment = OrtEnvironment.getEnvironment();
        var mask = new long[ids.length];
        Arrays.fill(mask, 1);
        try (var session = environment.createSession(
                        unpack(directory, file + ".onnx").toString());
                var idTensor = OnnxTensor.createTensor(environment, new long[][] {ids});
                var maskTensor = OnnxTensor.createTensor(environment, new long[][] {mask});
                var typeTensor = OnnxTensor.createTensor(environment, new long[][] {types});
                var result = session.run(
                        Map.of("input_ids", idTensor, "attention_mask", maskTensor, "token_type_ids", typeTensor))) {
            return ((float[][][]) result.get(0).getValue())[0];
        }
    }

    private static float[] mean(float[][] tokens) {
        var mean = new float[tokens[0].length];
        for (var token : tokens) {
            for (int i = 0; i < mean.length; i++) {
                mean[i] += token[i] / tokens.length;
            }
        }
        return mean;
    }

    private static Path unpack(Path directory, String name) throws IOException {
        var file = directory.resolve(name);
        if (!Files.exists(file)) {
            try (var stream = PublishedEmbedding.class.getResourceAsStream("/" + name)) {
                Files.copy(stream, file);
            }
        }
        return file;
    }
}
