package dev.hearth.registry.outcome;

import dev.hearth.contracts.invocation.CacheOutcome;
import dev.hearth.contracts.invocation.InvocationState;
import dev.hearth.contracts.invocation.ResultRecord;
import dev.hearth.contracts.invocation.Timing;
import dev.hearth.telemetry.logging.InvocationNames;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One ended invocation as {@code GET /v1/invocations/{id}} tells it.
 *
 * @param started absent if it never ran
 * @param error absent if it succeeded
 * @param traceId of the trace it is in, by which its lines are found in the services' logs
 */
record InvocationAnswer(
        String id,
        String label,
        String function,
        String namespace,
        @Nullable String model,
        @Nullable Integer version,
        InvocationState state,
        int attempt,
        @Nullable CacheOutcome cache,
        @Nullable String gpu,
        Instant created,
        @Nullable Instant started,
        Instant finished,
        Timing timing,
        ResultRecord.@Nullable Failure error,
        @Nullable String traceId,
        Links links) {

    static final String PATH = "/v1/invocations/";

    static InvocationAnswer of(ResultRecord.Ended ended) {
        var model = ended.model();
        return new InvocationAnswer(
                ended.id(),
                ended.label(),
                ended.function(),
                ended.namespace(),
                model == null ? null : model.name(),
                model == null ? null : model.version(),
                ended.state(),
                ended.attempt(),
                ended.cache(),
                ended.gpu(),
                Instant.ofEpochMilli(ended.createdEpochMillis()),
                ended.startedEpochMillis() == 0 ? null : Instant.ofEpochMilli(ended.startedEpochMillis()),
                Instant.ofEpochMilli(ended.finishedEpochMillis()),
                ended.timing(),
                ended.error(),
                InvocationNames.of(ended).traceId(),
                Links.of(ended.id()));
    }

    record Links(String self, String result, String explain) {

        static Links of(String id) {
            return new Links(PATH + id, PATH + id + "/result", PATH + id + "/explain");
        }
    }
}
