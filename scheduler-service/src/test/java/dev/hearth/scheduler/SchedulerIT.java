package dev.hearth.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hearth.contracts.error.ErrorCode;
import dev.hearth.contracts.invocation.InvocationState;
import dev.hearth.contracts.invocation.ResultRecord;
import dev.hearth.contracts.registry.RegistryKeys;
import dev.hearth.contracts.topic.Topics;
import dev.hearth.contracts.worker.Refusal;
import dev.hearth.messaging.TopicTail;
import dev.hearth.scheduler.intake.Intake;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.core.ConsumerFactory;
import reactor.core.publisher.Mono;

@SuppressWarnings("unchecked")
class SchedulerIT extends RunningScheduler {

    @Test
    void handsAnInvocationToAWorkerAndGivesTheClaimBack() {
        first.join();

        var id = submit("A man is playing a guitar", Duration.ofSeconds(30));

        await().atMost(SOON).until(() -> first.bodies.containsKey(id));
        var dispatch = first.dispatches.getFirst();
        assertThat(first.bodies.get(id)).isEqualTo("A man is playing a guitar");
        assertThat(dispatch.model()).isEqualTo(MODEL);
        assertThat(dispatch.attempt()).isEqualTo(1);
        assertThat(dispatch.remainingMillis()).isBetween(1L, 30_000L);
        await().atMost(SOON).until(() -> redis().opsForHash().size(RegistryKeys.claims(first.name, 0)) == 0);
        assertThat(redis().opsForHash().hasKey(RegistryKeys.models(first.name, 0), MODEL.shortName()))
                .isTrue();
    }

    @Test
    void plansAgainWhenAWorkerRefuses() {
        first.behave(request -> first.refuse(Refusal.Reason.NO_MEMORY));
        second.behave(request -> second.refuse(Refusal.Reason.NO_MEMORY));
        first.join();
        second.join();
        var id = submit("x", Duration.ofSeconds(30));
        await().atMost(SOON).until(() -> !first.dispatches.isEmpty() && !second.dispatches.isEmpty());

        second.behave(second::succeed);

        await().atMost(SOON)
                .until(() -> redis().opsForHash().hasKey(RegistryKeys.models(second.name, 0), MODEL.shortName()));
        assertThat(second.dispatches.getLast().invocation()).isEqualTo(id);
        assertThat(second.dispatches.getLast().attempt()).isEqualTo(1);
    }

    @Test
    void aLostWorkersInvocationGetsASecondAttemptElsewhereWithTheLogToldFirst() {
        first.behave(request -> Mono.never());
        first.join();
        var id = submit("x", Duration.ofSeconds(30));
        await().atMost(SOON).until(() -> !first.dispatches.isEmpty());

        first.kill();
        try (var ticker = Executors.newSingleThreadScheduledExecutor()) {
            // The second worker lives on; its reports move log time past the first one's lease.
            second.join();
            var ticking = ticker.scheduleAtFixedRate(second::report, 100, 500, TimeUnit.MILLISECONDS);
            await().atMost(SOON).until(() -> !second.dispatches.isEmpty());
            ticking.cancel(false);
        }

        assertThat(second.dispatches.getFirst().invocation()).isEqualTo(id);
        assertThat(second.dispatches.getFirst().attempt()).isEqualTo(2);
        await().atMost(SOON).until(() -> results.contains(new ResultRecord.Attempt(id, 2)));
    }

    @Test
    void expiresWhatNoWorkerTookInTime() {
        var id = submit("x", Duration.ofMillis(700));

        await().atMost(SOON)
                .until(() -> results.stream().anyMatch(result -> result.id().equals(id)));

        var ended = (ResultRecord.Ended) results.stream()
                .filter(result -> result.id().equals(id))
                .findFirst()
                .orElseThrow();
        assertThat(ended.state()).isEqualTo(InvocationState.EXPIRED);
        assertThat(ended.error().code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
        assertThat(ended.attempt()).isEqualTo(ResultRecord.ANY_ATTEMPT);
    }

    @Test
    void failsAtOnceWhatFitsNoGpu() {
        first.join();
        var id = submit(invocation("x", Duration.ofSeconds(30), 5_000));

        await().atMost(SOON)
                .until(() -> results.stream().anyMatch(result -> result.id().equals(id)));

        var ended = (ResultRecord.Ended) results.getLast();
        assertThat(ended.error().code()).isEqualTo(ErrorCode.MODEL_LARGER_THAN_ANY_GPU);
        assertThat(ended.error().message()).contains("5000").contains("1000");
    }

    @Test
    void anUnreadableRecordGoesToTheDeadTopicAndTheNextOneRuns() throws Exception {
        first.join();
        var dead = new CopyOnWriteArrayList<String>();
        try (var tail = new TopicTail(
                scheduler.getBean(ConsumerFactory.class),
                Topics.DEAD,
                new TopicTail.Start.End(),
                record -> dead.add(new String(record.value(), StandardCharsets.UTF_8)))) {
            tail.start();
            tail.caughtUp().get(30, TimeUnit.SECONDS);
            producer()
                    .send(Topics.INVOCATIONS, "embed.openfaas-fn#0", "poison".getBytes(StandardCharsets.UTF_8))
                    .join();

            var id = submit("x", Duration.ofSeconds(30));

            await().atMost(SOON).until(() -> first.bodies.containsKey(id));
            await().atMost(SOON).until(() -> dead.contains("poison"));
        }
    }

    @Test
    void aRestartedSchedulerRepeatsOnlyWhatIsOpen() throws Exception {
        first.join();
        var done = submit("done", Duration.ofSeconds(60));
        await().atMost(SOON).until(() -> first.bodies.containsKey(done));
        var intake = scheduler.getBean(Intake.class);
        await().atMost(SOON).until(() -> intake.all().isEmpty());
        first.behave(request -> Mono.never());
        var open = submit("open", Duration.ofSeconds(60));
        await().atMost(SOON).until(() -> first.bodies.containsKey(open));

        scheduler.close();
        first.dispatches.clear();
        first.behave(first::succeed);
        scheduler = startScheduler();
        first.report();

        await().atMost(SOON).until(() -> !first.dispatches.isEmpty());
        assertThat(first.dispatches)
                .extracting(dispatch -> dispatch.invocation())
                .containsOnly(open);
        assertThat(first.bodies.get(open)).isEqualTo("open");
    }
}
