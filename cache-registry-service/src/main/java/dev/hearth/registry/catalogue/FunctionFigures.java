package dev.hearth.registry.catalogue;

import dev.hearth.contracts.function.FunctionRecord;
import dev.hearth.contracts.registry.RegistryKeys;
import dev.hearth.registry.residency.GpuDirectory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.core.StringRedisTemplate;

/** Adds to functions what only Redis knows: who holds their models, how often they ran. Zeros while Redis is away. */
final class FunctionFigures {

    private static final Logger log = LoggerFactory.getLogger(FunctionFigures.class);

    private final GpuDirectory gpus;
    private final StringRedisTemplate redis;

    FunctionFigures(GpuDirectory gpus, StringRedisTemplate redis) {
        this.gpus = gpus;
        this.redis = redis;
    }

    /** In the order of the functions. */
    List<FunctionStatus> statuses(List<FunctionRecord> functions) {
        try {
            var counts = counts(functions);
            return statuses(functions, counts, true);
        } catch (DataAccessException e) {
            log.debug("functions are told without figures", e);
            return statuses(functions, Collections.nCopies(functions.size(), null), false);
        }
    }

    private List<FunctionStatus> statuses(
            List<FunctionRecord> functions, List<@Nullable String> counts, boolean withHolders) {
        var statuses = new ArrayList<FunctionStatus>();
        for (var i = 0; i < functions.size(); i++) {
            var function = functions.get(i);
            var holders = withHolders ? gpus.holders(function.model()).size() : 0;
            var count = counts.get(i);
            statuses.add(FunctionStatus.of(function, holders, count == null ? 0 : Long.parseLong(count)));
        }
        return statuses;
    }

    private List<@Nullable String> counts(List<FunctionRecord> functions) {
        if (functions.isEmpty()) {
            return List.of();
        }
        return redis.opsForValue()
                .multiGet(functions.stream()
                        .map(function -> RegistryKeys.functionCount(function.name(), function.namespace()))
                        .toList());
    }
}
