package dev.hearth.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hearth.contracts.registry.RegistryKeys;
import dev.hearth.contracts.worker.LoadRequest;
import dev.hearth.contracts.worker.Refusal;
import dev.hearth.scheduler.loop.CommandHandler;
import dev.hearth.scheduling.Command;
import dev.hearth.scheduling.Event;
import dev.hearth.scheduling.cluster.GpuId;
import dev.hearth.scheduling.cluster.ModelId;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** Loads ahead of need from the core's command to its answer; the command is the test's, as a policy would give it. */
class LoadAheadIT extends RunningScheduler {

    private static final ModelId ID = new ModelId(MODEL.shortName());
    private static final long LOAD_NANOS = 3_000_000;

    @Test
    void claimsLoadsAnswersAndGivesTheClaimBack() {
        seeModel();
        second.behaveOnLoads(request -> {
            assertThat(claims(second)).containsExactly(request.id());
            return second.load(request);
        });

        command(second, second.epoch());

        var loaded = answer(Event.ModelLoaded.class);
        assertThat(loaded.model()).isEqualTo(ID);
        assertThat(loaded.gpu()).isEqualTo(new GpuId(second.name, 0));
        assertThat(loaded.epoch()).isEqualTo(second.epoch());
        assertThat(loaded.loadNanos()).isEqualTo(LOAD_NANOS);
        assertThat(loaded.state().orElseThrow().models()).singleElement().satisfies(resident -> {
            assertThat(resident.model()).isEqualTo(ID);
            assertThat(resident.ready()).isTrue();
        });
        var request = second.loads.getFirst();
        assertThat(request.id()).startsWith(LoadRequest.ID_PREFIX + MODEL.shortName() + ":" + second.name + "/0:");
        assertThat(request.model()).isEqualTo(MODEL);
        assertThat(request.modelDigest()).isEqualTo("digest");
        assertThat(request.modelBytes()).isEqualTo(100);
        await().atMost(SOON).until(() -> claims(second).isEmpty());
        assertThat(redis().opsForHash().hasKey(RegistryKeys.models(second.name, 0), MODEL.shortName()))
                .isTrue();
    }

    @Test
    void saysWhatTheWorkerRefusedOrFailed() {
        seeModel();
        second.behaveOnLoads(request -> second.refuse(Refusal.Reason.VICTIM_PINNED));
        command(second, second.epoch());
        var refused = answer(Event.LoadFailed.class);
        assertThat(refused.reason()).isEqualTo("VICTIM_PINNED");
        assertThat(refused.state()).isPresent();

        loop.events.removeIf(Event.LoadFailed.class::isInstance);
        second.behaveOnLoads(second::failLoad);
        command(second, second.epoch());
        assertThat(answer(Event.LoadFailed.class).reason()).isEqualTo("MODEL_LOAD_FAILED");

        await().atMost(SOON).until(() -> claims(second).isEmpty());
    }

    @Test
    void aRefusedClaimReachesNoWorker() {
        seeModel();

        command(second, second.epoch() - 1);

        assertThat(answer(Event.LoadFailed.class).reason()).isEqualTo("STALE_EPOCH");
        assertThat(second.loads).isEmpty();
    }

    @Test
    void anExchangeThatBreaksLeavesItsClaimToTheReports() {
        seeModel();
        second.behaveOnLoads(request -> Mono.error(new IllegalStateException("as the test wants")));

        command(second, second.epoch());

        assertThat(answer(Event.LoadFailed.class).reason()).isEqualTo("BROKEN");
        assertThat(claims(second)).hasSize(1);
    }

    @Test
    void aModelThatNoInvocationHasNamedIsNotLoaded() {
        second.join();

        command(second, second.epoch());

        assertThat(answer(Event.LoadFailed.class).reason()).isEqualTo("MODEL_UNKNOWN");
    }

    @Test
    void aDispatchsLoadIsToldFromTheLogAndALoadAheadIsNot() {
        first.join();

        first.tellLoaded(MODEL, 5, LoadRequest.ID_PREFIX + "minilm:1:somewhere");
        first.tellLoaded(MODEL, 7, "some-invocation");

        var loaded = answer(Event.ModelLoaded.class);
        assertThat(loaded.loadNanos()).isEqualTo(7_000_000);
        assertThat(loaded.epoch()).isEqualTo(first.epoch());
        assertThat(loaded.gpu()).isEqualTo(new GpuId(first.name, 0));
    }

    /** An invocation on the first worker names the model; the second one is there and empty. */
    private void seeModel() {
        first.join();
        var id = submit("x", Duration.ofSeconds(30));
        await().atMost(SOON).until(() -> first.bodies.containsKey(id));
        second.join();
        await().atMost(SOON)
                .until(() -> loop.events(Event.WorkerReported.class)
                        .anyMatch(report -> report.worker().equals(second.name)));
    }

    private void command(FakeWorker worker, long epoch) {
        await().atMost(SOON)
                .until(() -> loop.events(Event.WorkerReported.class)
                        .anyMatch(report -> report.worker().equals(worker.name)));
        var load = new Command.Load(ID, 100, new GpuId(worker.name, 0), epoch, List.of());
        scheduler.getBean(CommandHandler.class).handle(new Event.TimeReached(), List.of(load));
    }

    private <E extends Event> E answer(Class<E> type) {
        await().atMost(SOON).until(() -> loop.events(type).findAny().isPresent());
        return loop.events(type).findFirst().orElseThrow();
    }

    private List<Object> claims(FakeWorker worker) {
        return List.copyOf(redis().opsForHash().keys(RegistryKeys.claims(worker.name, 0)));
    }
}
