package dev.hearth.registry.catalogue;

import dev.hearth.contracts.function.FunctionRecord;
import dev.hearth.contracts.function.Keeping;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a function's annotations say of where its model is to stay. */
final class KeepingRules {

    private static final Duration LONGEST_WARM = Duration.ofHours(24);

    private KeepingRules() {}

    /** Null if they say nothing of it. */
    static @Nullable Keeping keeping(Map<String, String> annotations) {
        var warm = warm(annotations);
        var pinned = pinned(annotations);
        var stage = stage(annotations);
        return warm.isZero() && !pinned && stage == null ? null : new Keeping(warm.toMillis(), pinned, stage);
    }

    private static Duration warm(Map<String, String> annotations) {
        var name = FunctionRecord.KEEP_WARM_ANNOTATION;
        var expected = "a duration from 0s to 24h, such as 10m";
        var warm = DeploymentRules.duration(annotations, name, Duration.ZERO, expected)
                .orElse(Duration.ZERO);
        if (warm.compareTo(LONGEST_WARM) > 0) {
            throw DeploymentRules.notExpected(annotations, name, expected, null);
        }
        return warm;
    }

    private static boolean pinned(Map<String, String> annotations) {
        var name = FunctionRecord.PIN_ANNOTATION;
        return switch (annotations.getOrDefault(name, "false")) {
            case "true" -> true;
            case "false" -> false;
            default -> throw DeploymentRules.notExpected(annotations, name, "true or false", null);
        };
    }

    private static @Nullable String stage(Map<String, String> annotations) {
        var name = FunctionRecord.STAGE_ANNOTATION;
        var stage = annotations.get(name);
        if (stage != null && !stage.equals(Keeping.HOST)) {
            throw DeploymentRules.notExpected(annotations, name, Keeping.HOST, null);
        }
        return stage;
    }
}
