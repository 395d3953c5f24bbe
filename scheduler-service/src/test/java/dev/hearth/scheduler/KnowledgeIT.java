package dev.hearth.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hearth.contracts.function.FunctionRecord;
import dev.hearth.contracts.json.WireJson;
import dev.hearth.contracts.model.ModelReference;
import dev.hearth.contracts.topic.Topics;
import dev.hearth.scheduling.Event;
import dev.hearth.scheduling.cluster.ModelId;
import dev.hearth.scheduling.cluster.Tier;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/** What the core is told beside invocations and GPUs: models in host memory, and what models will cost. */
class KnowledgeIT extends RunningScheduler {

    private final ModelReference model = new ModelReference("hinted-" + UUID.randomUUID(), 1);
    private final ModelId id = new ModelId(model.shortName());

    @Test
    void theCoreHearsOfAWorkersHostMemoryWhenItChanges() {
        first.join();
        first.stage(model);
        first.report();
        first.report();
        first.stage(MODEL);
        first.report();

        await().atMost(SOON).until(() -> staged().size() == 2);

        assertThat(staged())
                .containsExactly(
                        new Event.ModelsStaged(first.name, first.epoch(), List.of(id)),
                        new Event.ModelsStaged(first.name, first.epoch(), List.of(id, new ModelId(MODEL.shortName()))));
        var reportsBefore = loop.events.stream()
                .takeWhile(event -> !event.equals(staged().getFirst()))
                .filter(Event.WorkerReported.class::isInstance)
                .map(Event.WorkerReported.class::cast)
                .filter(report -> report.worker().equals(first.name));
        assertThat(reportsBefore).hasSize(2);
    }

    @Test
    void theCoreHearsOnceWhatAFunctionExpectsOfItsModel() {
        var expected = List.of(
                new Event.ModelProfiled(id, Tier.REPOSITORY, 241_000_000, 541_000),
                new Event.ModelProfiled(id, Tier.HOST, 18_000_000, 541_000));
        deploy("one");
        await().atMost(SOON).until(() -> profiled().equals(expected));

        deploy("one");
        deploy("another");
        first.join();
        var invocation = submit("x", Duration.ofSeconds(30));
        await().atMost(SOON).until(() -> first.bodies.containsKey(invocation));

        assertThat(profiled()).isEqualTo(expected);
    }

    @Test
    void aSchedulerThatStartsKnowsWhatFunctionsExpectBeforeItIsReady() {
        deploy("one");
        await().atMost(SOON).until(() -> profiled().size() == 2);
        loop.events.clear();

        try (var restarted = startScheduler()) {
            var hints = restarted.getBean("hintsHealthIndicator", HealthIndicator.class);
            assertThat(hints.health().getStatus()).isEqualTo(Status.UP);
            await().atMost(SOON).until(() -> !profiled().isEmpty());
        }
    }

    private List<Event.ModelsStaged> staged() {
        return loop.events(Event.ModelsStaged.class)
                .filter(event -> event.worker().equals(first.name))
                .toList();
    }

    private List<Event.ModelProfiled> profiled() {
        return loop.events(Event.ModelProfiled.class)
                .filter(event -> event.model().equals(id))
                .toList();
    }

    private void deploy(String function) {
        var record = new FunctionRecord(
                FunctionRecord.RECORD_VERSION,
                function,
                model.name(),
                1,
                model,
                "digest",
                100,
                "emulated",
                30_000,
                1,
                Map.of(),
                Map.of(
                        FunctionRecord.EXPECTED_LOAD_ANNOTATION, "241ms",
                        FunctionRecord.EXPECTED_HOST_LOAD_ANNOTATION, "18ms",
                        FunctionRecord.EXPECTED_INFERENCE_ANNOTATION, "541us"),
                Map.of(),
                List.of(),
                null,
                0);
        producer()
                .send(Topics.FUNCTIONS, record.key(), WireJson.mapper().writeValueAsBytes(record))
                .join();
    }
}
