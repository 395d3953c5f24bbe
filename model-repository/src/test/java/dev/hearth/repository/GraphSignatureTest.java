package dev.hearth.repository;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
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
    }
}
