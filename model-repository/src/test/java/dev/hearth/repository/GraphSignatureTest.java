package dev.hearth.repository;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GraphSignatureTest {

    @TempDir
    private Path directory;

    @Test
    void saysWhatARealGraphTakesAndGives() throws IOException {
        var signature = GraphSignature.read(MiniLm.onnx(directory));

        var open = List.of(GraphSignature.ANY, GraphSignature.ANY);
        assertThat(signature.inputs())
                .extracting(GraphSignature.Value::name)
                .containsExactly("input_ids", "attention_mask", "token_type_ids");
        assertThat(signature.inputs()).allSatisfy(input -> {
            assertThat(input.type()).isEqualTo("INT64");
            assertThat(input.shape()).isEqualTo(open);
            assertThat(input.symbols()).containsExactly("batch_size", "sequence_length");
        });
        assertThat(signature.outputs()).singleElement().satisfies(output -> {
            assertThat(output.name()).isEqualTo("last_hidden_state");
            assertThat(output.type()).isEqualTo("FLOAT");
            assertThat(output.shape()).endsWith(384L);
        });
        assertThat(signature.quantizedAtRun()).isTrue();
        assertThat(signature.takesRows()).isFalse();
    }

    @Test
    void takesTheRowsOfSeveralCallsWhereAllFirstDimensionsAreOpenUnderOneName() {
        assertThat(takesRows(value("n", -1, 2), value("n", -1))).isTrue();
        assertThat(takesRows(value("", -1, 2), value("n", -1))).isTrue();
        assertThat(takesRows(value("n", -1, 2), value("m", -1))).isFalse();
        assertThat(takesRows(value("", 1, 2), value("n", -1))).isFalse();
        assertThat(takesRows(value("n", -1, 2), value("", 2, 2))).isFalse();
        assertThat(takesRows(value("n", -1, 2), new GraphSignature.Value("y", "FLOAT", List.of(), List.of())))
                .isFalse();
        assertThat(takesRows(value("n", -1, 2), new GraphSignature.Value("y", "FLOAT", null, List.of())))
                .isFalse();
    }

    @Test
    void takesNoRowsWhereOneScalesTheOthers() {
        var rows = List.of(value("n", -1, 2));

        assertThat(new GraphSignature(rows, rows, false).takesRows()).isTrue();
        assertThat(new GraphSignature(rows, rows, true).takesRows()).isFalse();
    }

    private static boolean takesRows(GraphSignature.Value input, GraphSignature.Value output) {
        return new GraphSignature(List.of(input), List.of(output), false).takesRows();
    }

    private static GraphSignature.Value value(String firstSymbol, long... shape) {
        var symbols = new ArrayList<>(Collections.nCopies(shape.length, ""));
        symbols.set(0, firstSymbol);
        return new GraphSignature.Value(
                "v", "FLOAT", Arrays.stream(shape).boxed().toList(), symbols);
    }
}
