package dev.hearth.registry.catalogue;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.hearth.contracts.function.FunctionRecord;
import dev.hearth.contracts.function.Keeping;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A function as OpenFaaS clients read it.
 *
 * @param invocationCount invocations that ended since the function was last idle for {@link
 *     dev.hearth.contracts.topic.Topics#RESULT_TTL}; a figure to show
 * @param replicas GPUs that hold the model now; at least 1, because a function can be called as soon as it is deployed
 * @param availableReplicas the same: OpenFaaS clients take 0 for a function that is not ready
 * @param keeping where its model is to stay; left out if it does not say
 */
record FunctionStatus(
        String name,
        String image,
        String namespace,
        Map<String, String> envVars,
        List<String> secrets,
        Map<String, String> labels,
        Map<String, String> annotations,
        long invocationCount,
        int replicas,
        int availableReplicas,
        Instant createdAt,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Keeping keeping) {

    static FunctionStatus of(FunctionRecord function, int holders, long invocationCount) {
        var replicas = Math.max(1, holders);
        return new FunctionStatus(
                function.name(),
                function.image() == null ? function.model().toString() : function.image(),
                function.namespace(),
                function.environment(),
                function.secretNames(),
                function.labels(),
                function.annotations(),
                invocationCount,
                replicas,
                replicas,
                Instant.ofEpochMilli(function.createdEpochMillis()),
                function.keeping());
    }
}
