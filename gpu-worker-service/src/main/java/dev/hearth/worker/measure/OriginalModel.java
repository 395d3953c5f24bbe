package dev.hearth.worker.measure;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import dev.hearth.worker.model.Releases;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;

/**
 * A text model's original file as ONNX Runtime loads it by itself: by path, optimised, on one thread. The text is made into
 * tokens beforehand.
 */
final class OriginalModel {

    private final Path file;
    private final Encoding tokens;

    /** @param tokenizer the model's {@code tokenizer.json} */
    OriginalModel(Path file, Path tokenizer, String text) throws IOException {
        this.file = file;
        try (var tokens = HuggingFaceTokenizer.builder()
                .optTokenizerPath(tokenizer)
                .optPadding(true)
                .optTruncation(true)
                .build()) {
            this.tokens = tokens.batchEncode(List.of(text))[0];
        }
    }

    int tokens() {
        return tokens.getIds().length;
    }

    /** Loads it and runs it once; the session stays until the answer is closed. */
    Answer loadAndRun() throws OrtException {
        var environment = OrtEnvironment.getEnvironment();
        var releases = new Releases();
        try {
            var options = releases.add(new SessionOptions());
            options.setIntraOpNumThreads(1);
            var session = releases.add(environment.createSession(file.toString(), options));
            var inputs = new HashMap<String, OnnxTensor>();
            for (var name : session.getInputNames()) {
                inputs.put(name, releases.add(OnnxTensor.createTensor(environment, new long[][] {row(name)})));
            }
            return new Answer(releases.add(session.run(inputs)), releases);
        } catch (OrtException | RuntimeException e) {
            releases.close();
            throw e;
        }
    }

    private long[] row(String input) {
        return switch (input) {
            case "input_ids" -> tokens.getIds();
            case "attention_mask" -> tokens.getAttentionMask();
            case "token_type_ids" -> tokens.getTypeIds();
            default -> throw new IllegalArgumentException(file + " wants an input '" + input + "'");
        };
    }

    /** What it made of the text. */
    record Answer(OrtSession.Result outputs, Releases releases) implements AutoCloseable {

        /** The mean over all tokens, of length 1. */
        float[] embedding() throws OrtException {
            var tokens = ((float[][][]) outputs.get(0).getValue())[0];
            var sum = new float[tokens[0].length];
            for (var token : tokens) {
                for (int at = 0; at < sum.length; at++) {
                    sum[at] += token[at];
                }
            }
            double squares = 0;
            for (float value : sum) {
                squares += (double) value * value;
            }
            for (int at = 0; at < sum.length; at++) {
                sum[at] /= (float) Math.sqrt(squares);
            }
            return sum;
        }

        @Override
        public void close() {
            releases.close();
        }
    }
}
