package dev.hearth.worker.task;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.Batchifier;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import java.nio.LongBuffer;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Tokenises a batch of texts and pools the model's vectors. It keeps the batch's mask between the two steps, so it takes one
 * batch after another.
 */
final class EmbeddingTranslator implements Translator<List<String>, float[][]> {

    private final HuggingFaceTokenizer tokenizer;
    private final Pooling pooling;
    private long[][] mask = {};

    EmbeddingTranslator(HuggingFaceTokenizer tokenizer, Pooling pooling) {
        this.tokenizer = tokenizer;
        this.pooling = pooling;
    }

    /** The batch is formed here, by the tokenizer's padding. */
    @Override
    public @Nullable Batchifier getBatchifier() {
        return null;
    }

    @Override
    public NDList processInput(TranslatorContext context, List<String> texts) {
        var encodings = tokenizer.batchEncode(texts);
        mask = rows(encodings, Encoding::getAttentionMask);
        var inputs = new NDList();
        // Some exports have no token types; DJL refuses an input that the graph does not name.
        for (var name : context.getModel().describeInput().keys()) {
            inputs.add(array(context, name, rows(encodings, source(name))));
        }
        return inputs;
    }

    @Override
    public float[][] processOutput(TranslatorContext context, NDList outputs) {
        var hidden = outputs.getFirst();
        if (hidden.getShape().dimension() != 3) {
            throw new IllegalStateException("the model's first output has shape " + hidden.getShape()
                    + ", text-embedding pools one of (texts, tokens, dimension)");
        }
        var dimension = Math.toIntExact(hidden.getShape().getLastDimension());
        return pooling.pool(hidden.toByteBuffer().asFloatBuffer(), mask, dimension);
    }

    private static Function<Encoding, long[]> source(String input) {
        return switch (input) {
            case "input_ids" -> Encoding::getIds;
            case "attention_mask" -> Encoding::getAttentionMask;
            case "token_type_ids" -> Encoding::getTypeIds;
            default ->
                throw new IllegalArgumentException("the model wants an input '" + input
                        + "'; text-embedding has input_ids, attention_mask and token_type_ids");
        };
    }

    private static long[][] rows(Encoding[] encodings, Function<Encoding, long[]> source) {
        var rows = new long[encodings.length][];
        for (int i = 0; i < encodings.length; i++) {
            rows[i] = source.apply(encodings[i]);
        }
        return rows;
    }

    private static NDArray array(TranslatorContext context, String name, long[][] rows) {
        var data = LongBuffer.allocate(rows.length * rows[0].length);
        for (var row : rows) {
            data.put(row);
        }
        data.flip();
        var array = context.getNDManager().create(data, new Shape(rows.length, rows[0].length), DataType.INT64);
        array.setName(name);
        return array;
    }
}
