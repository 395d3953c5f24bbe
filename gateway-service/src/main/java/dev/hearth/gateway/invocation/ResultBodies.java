package dev.hearth.gateway.invocation;

import dev.hearth.contracts.error.ErrorCode;
import dev.hearth.contracts.invocation.ResultRecord;
import dev.hearth.gateway.admission.Admission;
import dev.hearth.gateway.problem.RefusedException;
import dev.hearth.messaging.BodyLog;
import dev.hearth.telemetry.logging.InvocationNames;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** Fetches results that travel by reference, off the event loop. */
final class ResultBodies {

    private static final Logger log = LoggerFactory.getLogger(ResultBodies.class);
    private static final Duration FETCH_LIMIT = Duration.ofSeconds(15);

    private final BodyLog bodies;
    private final Scheduler timer;

    ResultBodies(BodyLog bodies, Scheduler timer) {
        this.bodies = bodies;
        this.timer = timer;
    }

    /**
     * The bytes of a result. Fails with a refusal if the gateway holds as many bytes as it may, or if the log does not give
     * them in time.
     */
    Mono<byte[]> fetch(ResultRecord.Ended ended, Admission.Permit permit) {
        if (!permit.reserve(ended.body().length())) {
            return Mono.error(unreadable(ended, "the gateway holds as many bytes of bodies as it may"));
        }
        return Mono.fromFuture(() -> bodies.fetch(ended.body()))
                .timeout(FETCH_LIMIT, timer)
                .onErrorMap(failure -> {
                    try (var _ = InvocationNames.of(ended).put()) {
                        log.warn(
                                "could not fetch result invocation={} from={}: {}",
                                ended.id(),
                                ended.body(),
                                failure.toString());
                    }
                    return unreadable(ended, "its result could not be read from the log");
                });
    }

    private static RefusedException unreadable(ResultRecord.Ended ended, String why) {
        return RefusedException.forNow(ErrorCode.UNAVAILABLE, "invocation " + ended.id() + " succeeded, but " + why);
    }
}
