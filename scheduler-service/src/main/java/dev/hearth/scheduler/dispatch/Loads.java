package dev.hearth.scheduler.dispatch;

import dev.hearth.contracts.worker.LoadReply;
import dev.hearth.contracts.worker.LoadRequest;
import dev.hearth.contracts.worker.Refusal;
import dev.hearth.scheduler.fleet.GpuReports;
import dev.hearth.scheduler.fleet.WorkerDirectory;
import dev.hearth.scheduler.intake.Intake;
import dev.hearth.scheduler.intake.SeenModels;
import dev.hearth.scheduler.loop.EventInbox;
import dev.hearth.scheduling.Command;
import dev.hearth.scheduling.Event;
import dev.hearth.scheduling.cluster.GpuReport;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Carries loads ahead of need out. One is claimed under an id of its own, so that no other scheduler plans with its bytes;
 * no report names the claim, but once the worker has begun the load its report holds the model instead. The claim goes back
 * with the answer, or by itself.
 */
final class Loads {

    private static final Logger log = LoggerFactory.getLogger(Loads.class);
    private static final double NANOS_PER_MS = 1e6;

    private final Intake intake;
    private final WorkerDirectory workers;
    private final Claims claims;
    private final WorkerClient client;
    private final EventInbox inbox;
    private final String scheduler;
    private long sequence;

    /** @param scheduler this one's name, which makes the ids unlike those of others */
    Loads(
            Intake intake,
            WorkerDirectory workers,
            Claims claims,
            WorkerClient client,
            EventInbox inbox,
            String scheduler) {
        this.intake = intake;
        this.workers = workers;
        this.claims = claims;
        this.client = client;
        this.inbox = inbox;
        this.scheduler = scheduler;
    }

    /** Begins a load, on the loop's thread; its answer comes as one event. */
    void load(Command.Load load) {
        var source = intake.source(load.model());
        var url = workers.url(load.gpu().worker());
        if (source.isEmpty() || url == null) {
            inbox.post(failed(load, source.isEmpty() ? "MODEL_UNKNOWN" : "WORKER_LOST", Optional.empty()));
            return;
        }
        var id = LoadRequest.ID_PREFIX + load.model() + ":" + load.gpu() + ":" + scheduler + "-" + ++sequence;
        log.debug("load {} evict={}", id, load.evict());
        claims.claim(Claims.Wanted.of(id, load))
                .flatMap(outcome -> handOver(id, load, source.get(), url, outcome))
                .subscribe(inbox::post, failure -> {
                    log.warn("not claimed {}: {}", id, failure.toString());
                    inbox.post(failed(load, "REGISTRY_UNAVAILABLE", Optional.empty()));
                });
    }

    private Mono<Event> handOver(
            String id, Command.Load load, SeenModels.Source source, String url, Claims.Outcome outcome) {
        return switch (outcome) {
            case Claims.Outcome.Granted granted -> {
                var request = new LoadRequest(
                        LoadRequest.RECORD_VERSION,
                        id,
                        load.epoch(),
                        load.gpu().index(),
                        source.reference(),
                        source.digest(),
                        load.modelBytes(),
                        granted.evict());
                yield client.load(load.gpu().worker(), url, request).map(answer -> event(id, load, answer));
            }
            case Claims.Outcome.Refused refused -> {
                log.debug("claim refused {} reason={}", id, refused.reason());
                yield Mono.just(failed(
                        load,
                        refused.reason(),
                        refused.state().map(state -> GpuReports.of(load.gpu().worker(), load.epoch(), state))));
            }
        };
    }

    private Event event(String id, Command.Load load, WorkerClient.Answer<LoadReply> answer) {
        var gpu = load.gpu();
        return switch (answer) {
            case WorkerClient.Answer.Ended<LoadReply>(LoadReply reply) -> {
                giveBack(new Claims.Release(id, gpu, load.epoch(), Claims.FIRST_ATTEMPT, Optional.of(reply.gpu())));
                Optional<GpuReport> state = Optional.of(GpuReports.of(gpu.worker(), load.epoch(), reply.gpu()));
                var error = reply.error();
                if (error != null) {
                    log.info("load failed {} code={}: {}", id, error.code(), error.message());
                    yield failed(load, error.code().name(), state);
                }
                yield new Event.ModelLoaded(
                        load.model(), gpu, load.epoch(), Math.round(reply.loadMs() * NANOS_PER_MS), state);
            }
            case WorkerClient.Answer.Refused<LoadReply>(Refusal refusal) -> {
                log.info("refused {} reason={} detail={}", id, refusal.reason(), refusal.detail());
                giveBack(release(id, load));
                yield failed(load, refusal.reason().name(), GpuReports.of(gpu, refusal));
            }
            case WorkerClient.Answer.NotPermitted<LoadReply> _ -> {
                giveBack(release(id, load));
                yield failed(load, "SUSPENDED", Optional.empty());
            }
            case WorkerClient.Answer.Broken<LoadReply>(Throwable cause) -> {
                // The load may go on; the claim stands in for it until a report tells.
                log.warn("exchange broke {}: {}", id, cause.toString());
                yield failed(load, "BROKEN", Optional.empty());
            }
        };
    }

    private static Claims.Release release(String id, Command.Load load) {
        return new Claims.Release(id, load.gpu(), load.epoch(), Claims.FIRST_ATTEMPT, Optional.empty());
    }

    private void giveBack(Claims.Release release) {
        claims.release(release)
                .subscribe(null, failure -> log.warn("claim {} not given back: {}", release.id(), failure.toString()));
    }

    private static Event failed(Command.Load load, String reason, Optional<GpuReport> state) {
        return new Event.LoadFailed(load.model(), load.gpu(), load.epoch(), reason, state);
    }
}
