package dev.hearth.worker.task;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.hearth.repository.GraphSignature;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several requests at once. */
class TensorBatchTest {

    private static final TensorSignature SIGNATURE =
            TensorSignature.of(new GraphSignature(List.of(open("x")), List.of(open("y")), false));

    @TempDir
    private Path directory;

    @Test
    void answersEachRequestWithItsOwnRows() throws Exception {
        try (var adder = TensorModel.adder(directory)) {
            assertThat(adder.runsTogether()).isTrue();
            assertAnsweredAsAlone(
                    adder,
                    List.of(
                            add("[1,2]", "[1,2]", "[10,20]"),
                            add("[3,2]", "[1,2,3,4,5,6]", "[0,0,0,0,0,0.5]"),
                            add("[0,2]", "[]", "[]"),
                            add("[2,2]", "[7,8,9,10]", "[1,1,1,1]")));
        }
    }

    @Test
    void givesEachTheOutputsItAsksForUnderItsOwnId() throws Exception {
        try (var cast = TensorModel.cast(directory, DataType.FLOAT, DataType.INT32)) {
            var request = TensorTaskTest.request("FP32", "[2]", "[1.5,2.5]");
            assertAnsweredAsAlone(
                    cast,
                    List.of(
                            request,
                            request.replaceFirst("}$", ",\"id\":\"7\",\"outputs\":[{\"name\":\"as\"}]}"),
                            TensorTaskTest.request("FP32", "[3]", "[3,4,5]")));
        }
    }

    @Test
    void runsOneByOneWhereTheOutputsHaveNotTheRowsTheyPromise() throws Exception {
        try (var doubled = TensorModel.doubled(directory)) {
            assertThat(doubled.runsTogether()).isTrue();
            assertAnsweredAsAlone(
                    doubled,
                    List.of(
                            TensorTaskTest.request("FP32", "[2]", "[1,2]"),
                            TensorTaskTest.request("FP32", "[1]", "[3]")));
        }
    }

    @Test
    void whatIsNotValidFailsAlone() throws Exception {
        try (var adder = TensorModel.adder(directory)) {
            var good = add("[1,2]", "[1,2]", "[10,20]");

            var results = adder.run(List.of(good, "{}", good));

            assertThat(results.get(0)).isInstanceOf(Task.Result.Answered.class);
            assertThat(((Task.Result.Failed) results.get(1)).cause()).isInstanceOf(BadInputException.class);
            assertThat(results.get(2)).isInstanceOf(Task.Result.Answered.class);
        }
    }

    @Test
    void whatTheRuntimeRefusesFailsAlone() throws Exception {
        try (var gather = TensorModel.gather(directory)) {
            assertThat(gather.runsTogether()).isFalse();

            var results = gather.run(List.of(take(1), take(9), take(0)));

            assertThat(results.get(0)).isInstanceOf(Task.Result.Answered.class);
            assertThat(((Task.Result.Failed) results.get(1)).cause()).isInstanceOf(BadInputException.class);
            assertThat(results.get(2)).isInstanceOf(Task.Result.Answered.class);
        }
    }

    @Test
    void rowsOfOneShapeRunTogetherWhateverComesBetween() throws Exception {
        assertThat(sizes(true, "[1,2]", "[1,3]", "[2,2]", "[4,2]", "[2,3]")).containsExactly(3, 2);
    }

    @Test
    void withoutRowsOrWhereTheGraphTakesNoneEachRunsAlone() throws Exception {
        assertThat(sizes(true, "[1,2]", "[0,2]", "[1,2]")).containsExactly(2, 1);
        assertThat(sizes(false, "[1,2]", "[1,2]")).containsExactly(1, 1);
    }

    @Test
    void noRunHasMoreInputThanOneRequestMay() throws Exception {
        assertThat(sizes(true, "[1,1500000]", "[1,1500000]", "[1,1500000]", "[1,1500000]"))
                .containsExactly(2, 2);
    }

    private static List<Integer> sizes(boolean takesRows, String... shapes) throws Exception {
        try (var arena = Arena.ofConfined()) {
            var requests = new ArrayList<TensorRequest>();
            for (var shape : shapes) {
                long elements = Stream.of(shape.substring(1, shape.length() - 1).split(","))
                        .mapToLong(Long::parseLong)
                        .reduce(1, (one, other) -> one * other);
                var data = "[" + "1,".repeat((int) elements).replaceFirst(",$", "") + "]";
                var body = TensorTaskTest.request("FP32", shape, data).getBytes(StandardCharsets.UTF_8);
                requests.add(TensorRequest.read(body, SIGNATURE, arena));
            }
            return TensorBatch.of(requests, takesRows).stream()
                    .map(batch -> batch.requests().size())
                    .toList();
        }
    }

    private static void assertAnsweredAsAlone(TensorModel model, List<String> bodies) throws Exception {
        var results = model.run(bodies);

        assertThat(results).hasSameSizeAs(bodies);
        for (int i = 0; i < bodies.size(); i++) {
            var answer = ((Task.Result.Answered) results.get(i)).answer();
            assertThat(new String(answer.body(), StandardCharsets.UTF_8)).isEqualTo(model.run(bodies.get(i)));
        }
    }

    private static String add(String shape, String a, String b) {
        return """
                {"inputs":[{"name":"a","shape":%s,"datatype":"FP32","data":%s},
                           {"name":"b","shape":%s,"datatype":"FP32","data":%s}]}""".formatted(shape, a, shape, b);
    }

    private static String take(int index) {
        return """
                {"inputs":[{"name":"x","shape":[2],"datatype":"FP32","data":[1,2]},
                           {"name":"i","shape":[1],"datatype":"INT64","data":[%d]}]}""".formatted(index);
    }

    private static GraphSignature.Value open(String name) {
        return new GraphSignature.Value(
                name, "FLOAT", List.of(GraphSignature.ANY, GraphSignature.ANY), List.of("n", "columns"));
    }
}
