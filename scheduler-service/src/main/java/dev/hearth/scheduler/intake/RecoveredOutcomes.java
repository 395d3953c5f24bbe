package dev.hearth.scheduler.intake;

import dev.hearth.contracts.invocation.InvocationRecord;
import dev.hearth.contracts.registry.RegistryKeys;
import dev.hearth.telemetry.logging.InvocationNames;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;

/**
 * Looks an invocation's outcome up before it is dispatched a second time after a rebalance. The view may be empty or late;
 * then the invocation is dispatched again, and attempts and the results log keep its outcome single.
 */
final class RecoveredOutcomes {

    private static final Logger log = LoggerFactory.getLogger(RecoveredOutcomes.class);

    private final ReactiveStringRedisTemplate redis;

    RecoveredOutcomes(ReactiveStringRedisTemplate redis) {
        this.redis = redis;
    }

    /** Calls exactly one of the two, on a thread of Redis'. */
    void lookUp(InvocationRecord invocation, Runnable ended, Runnable open) {
        redis.opsForHash()
                .hasKey(RegistryKeys.invocation(invocation.id()), RegistryKeys.OUTCOME)
                .subscribe(
                        has -> {
                            if (has) {
                                try (var _ = InvocationNames.of(invocation).put()) {
                                    log.info("already ended, not repeated invocation={}", invocation.id());
                                }
                                ended.run();
                            } else {
                                open.run();
                            }
                        },
                        failure -> {
                            try (var _ = InvocationNames.of(invocation).put()) {
                                log.warn("no look-up of invocation={}: {}", invocation.id(), failure.toString());
                            }
                            open.run();
                        });
    }
}
