package dev.hearth.costs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CostTableTest {

    @TempDir
    Path folder;

    @Test
    void hasThePapersTable() {
        CostTable table = CostTable.named("table1");

        assertThat(table.profiles()).hasSize(22);
        assertThat(table.profiles().getFirst())
                .isEqualTo(new ModelCost("squeezenet1.1", 1_269_000_000, 2_410_000_000L, 1_280_000_000, 4_938_793));
        assertThat(table.profiles().stream().mapToLong(ModelCost::bytes).sum()).isEqualTo(50_808_000_000L);
        assertThat(table.knowsWeights()).isTrue();
    }

    @Test
    void readsTheSameFromTheFileOfNetworks() {
        CostTable file = CostTable.named("../traces/cnn_models.csv");

        assertThat(file.profiles().stream().map(ModelCost::weightBytes))
                .containsExactlyElementsOf(CostTable.table1().profiles().stream()
                        .map(ModelCost::weightBytes)
                        .toList());
        assertThat(file.profiles().stream().map(ModelCost::loadNanos))
                .containsExactlyElementsOf(CostTable.table1().profiles().stream()
                        .map(ModelCost::loadNanos)
                        .toList());
    }

    @Test
    void givesNumberedFunctionsTheRowOfTheirNumberAndBeginsAnewAfterTheLast() {
        var costs = CostTable.table1().of(List.of("f01", "f22", "f23", "f7", "resize", "thumbnail"));

        assertThat(costs.values().stream().map(ModelCost::profile))
                .containsExactly(
                        "squeezenet1.1", "vgg19", "squeezenet1.1", "densenet121", "alexnet", "resnext50.32x4d");
    }

    @Test
    void readsPlainFilesAndSaysWhatIsWrongWithThem() throws IOException {
        CostTable table = read("model,mb,load_s,inference_s\nbert,440,0.5,0.02\n");

        assertThat(table.profiles()).containsExactly(new ModelCost("bert", 440_000_000, 500_000_000, 20_000_000, 0));
        assertThat(table.knowsWeights()).isFalse();
        assertThatThrownBy(() -> read("model,mb,load_s,inference_s\nbert,440,0.5,0\n"))
                .hasMessageEndingWith("line 2: inference_s '0' is not a number above 0");
        assertThatThrownBy(() -> read("model,mb,inference_s\n"))
                .hasMessageContaining("line 1: has no column load_s; needed are model,mb,load_s,inference_s");
        assertThatThrownBy(() -> read("model,mb,load_s,inference_s\n")).hasMessageContaining("no line follows");
    }

    private CostTable read(String text) throws IOException {
        return CostTable.named(
                Files.writeString(folder.resolve("costs.csv"), text).toString());
    }

    @Test
    void findsAModelByTheRowOrTheNumberItIsNamedAfter() {
        CostTable table = CostTable.table1();

        assertThat(table.find("vgg16").orElseThrow().profile()).isEqualTo("vgg16");
        assertThat(table.find("f02").orElseThrow().profile()).isEqualTo("resnet18");
        assertThat(table.find("f24").orElseThrow().profile()).isEqualTo("resnet18");
        assertThat(table.find("minilm")).isEmpty();
    }

    @Test
    void aModelThatIsMissingAmongNamedOnesIsTold() {
        assertThatThrownBy(() -> CostTable.table1().of(List.of("vgg16", "vgg99")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("profile table table1 has no model 'vgg99'; it has squeezenet1.1, resnet18");
    }
}
