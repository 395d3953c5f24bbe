package dev.hearth.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.contracts.model.ModelReference;
import dev.hearth.repository.ModelRepository;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The model, its requests and their answers, with ONNX Runtime itself. */
class NoopModelTest {

    @TempDir
    Path repository;

    private final NoopRequests requests = new NoopRequests();

    @Test
    void keepsItsWeightsApartFromTheGraph() throws IOException {
        NoopModel.importInto(repository);

        var manifest = new ModelRepository(repository)
                .find(new ModelReference("noop", 1))
                .orElseThrow();
        assertThat(manifest.task()).isEqualTo("tensor");
        assertThat(manifest.bytes()).isEqualTo(4 * NoopModel.ELEMENTS);
    }

    @Test
    void addsOneToEveryNumber() throws IOException {
        try (var target = InProcessTarget.load(NoopModel.importInto(repository))) {
            for (var request = 0; request < 100; request++) {
                requests.check(request, target.call(requests.body(request)).body());
            }

            var answer = new String(target.call(requests.body(0)).body(), StandardCharsets.UTF_8);
            assertThat(answer)
                    .startsWith("{\"model_name\":\"noop\",\"model_version\":\"1\",\"outputs\":[{\"name\":\"y\","
                            + "\"datatype\":\"FP32\",\"shape\":[1,64],\"data\":[1.0,1.125,1.25,");
        }
    }

    @Test
    void answersManyCallersAtATime() throws Exception {
        try (var target = InProcessTarget.load(NoopModel.importInto(repository))) {
            var load = ClosedLoop.run(target, requests, 4, Duration.ofMillis(200));

            assertThat(load.errors()).isZero();
            assertThat(load.answered()).isPositive();
        }
    }

    @Test
    void anotherRequestsAnswerIsWrongAlsoAfterARightOne() throws IOException {
        try (var target = InProcessTarget.load(NoopModel.importInto(repository))) {
            var second = target.call(requests.body(1)).body();
            requests.check(0, target.call(requests.body(0)).body());

            assertThatThrownBy(() -> requests.check(0, second))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("a wrong answer: {\"model_name\":\"noop\"");
        }
    }

    @Test
    void whatIsNoTensorIsWrong() {
        assertThatThrownBy(() -> requests.check(0, "sorry".getBytes(StandardCharsets.UTF_8)))
                .hasMessage("an answer that is no tensor: sorry");
        assertThatThrownBy(() -> requests.check(0, "{}".getBytes(StandardCharsets.UTF_8)))
                .hasMessage("a wrong answer: {}");
    }
}
