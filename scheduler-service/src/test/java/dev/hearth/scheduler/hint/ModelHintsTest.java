package dev.hearth.scheduler.hint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.contracts.function.FunctionRecord;
import dev.hearth.contracts.model.ModelReference;
import dev.hearth.scheduling.Event;
import dev.hearth.scheduling.cluster.ModelId;
import dev.hearth.scheduling.cluster.Tier;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelHintsTest {

    private static final String LOAD = "dev.hearth.expected-load";
    private static final String HOST_LOAD = "dev.hearth.expected-host-load";
    private static final String INFERENCE = "dev.hearth.expected-inference";
    private static final ModelId BERT = new ModelId("bert:1");

    private final ModelHints hints = new ModelHints();

    @Test
    void annotationsBecomeWhatTheCoreExpectsOfTheModel() {
        assertThat(hints.news(function("bert", Map.of(LOAD, "241ms", HOST_LOAD, "18ms", INFERENCE, "541us"))))
                .containsExactly(
                        new Event.ModelProfiled(BERT, Tier.REPOSITORY, 241_000_000, 541_000),
                        new Event.ModelProfiled(BERT, Tier.HOST, 18_000_000, 541_000));
        assertThat(hints.news(function("vgg", Map.of(LOAD, "2s", INFERENCE, "1ms"))))
                .containsExactly(
                        new Event.ModelProfiled(new ModelId("vgg:1"), Tier.REPOSITORY, 2_000_000_000, 1_000_000));
    }

    @Test
    void aLoadWithoutAnInferenceAndAnInferenceWithoutALoadSayNothing() {
        assertThat(hints.news(function("bert", Map.of()))).isEmpty();
        assertThat(hints.news(function("bert", Map.of(LOAD, "241ms", HOST_LOAD, "18ms"))))
                .isEmpty();
        assertThat(hints.news(function("bert", Map.of(INFERENCE, "10ms")))).isEmpty();
    }

    @Test
    void theSameHintIsToldOnceWhicheverFunctionSaysItAndAnotherAgain() {
        hints.news(function("bert", Map.of(LOAD, "241ms", INFERENCE, "10ms")));

        assertThat(hints.news(function("bert", Map.of(LOAD, "241ms", INFERENCE, "10ms"))))
                .isEmpty();
        assertThat(hints.news(function("bert", Map.of(LOAD, "200ms", INFERENCE, "10ms"))))
                .containsExactly(new Event.ModelProfiled(BERT, Tier.REPOSITORY, 200_000_000, 10_000_000));
    }

    @ParameterizedTest
    @ValueSource(strings = {"soon", "0ms", "-1s", "2h", "9999999999s", "PT1S", "0.1s", ""})
    void whatIsNoDurationIsIgnored(String text) {
        assertThat(hints.news(function("bert", Map.of(LOAD, text, HOST_LOAD, "18ms", INFERENCE, "10ms"))))
                .containsExactly(new Event.ModelProfiled(BERT, Tier.HOST, 18_000_000, 10_000_000));
        assertThat(hints.news(function("vgg", Map.of(LOAD, "1ms", INFERENCE, text))))
                .isEmpty();
    }

    @Test
    void remembersNoMoreModelsThanItsLimit() {
        var first = function("bert", Map.of(LOAD, "241ms", INFERENCE, "10ms"));
        hints.news(first);
        for (int i = 0; i < ModelHints.LIMIT; i++) {
            hints.news(function("model-" + i, Map.of(LOAD, "241ms", INFERENCE, "10ms")));
        }

        assertThat(hints.news(first)).hasSize(1);
    }

    private static FunctionRecord function(String model, Map<String, String> annotations) {
        return new FunctionRecord(
                FunctionRecord.RECORD_VERSION,
                "f",
                FunctionRecord.DEFAULT_NAMESPACE,
                1,
                new ModelReference(model, 1),
                "digest",
                100,
                "emulated",
                30_000,
                1,
                Map.of(),
                annotations,
                Map.of(),
                List.of(),
                null,
                0);
    }
}
