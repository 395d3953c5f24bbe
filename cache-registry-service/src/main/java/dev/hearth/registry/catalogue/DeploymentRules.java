package dev.hearth.registry.catalogue;

import dev.hearth.contracts.error.ErrorCode;
import dev.hearth.contracts.function.FunctionRecord;
import dev.hearth.contracts.model.ModelManifest;
import dev.hearth.contracts.model.ModelReference;
import dev.hearth.contracts.topic.Topics;
import dev.hearth.contracts.worker.DispatchRequest;
import dev.hearth.registry.problem.RefusedException;
import dev.hearth.repository.ModelRepository;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;

/**
 * Which deployments are taken, and the record each becomes. A refusal is a {@link RefusedException} that names the value
 * and what was expected.
 */
final class DeploymentRules {

    /** OpenFaaS' names without the dot, which would make {@code name.namespace} ambiguous. */
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][-a-zA-Z_0-9]{0,62}");

    private static final List<String> TASKS =
            List.of("text-embedding", "ocr", "image-classification", "tensor", "emulated");

    private static final List<String> HINTS = List.of(
            FunctionRecord.EXPECTED_LOAD_ANNOTATION,
            FunctionRecord.EXPECTED_HOST_LOAD_ANNOTATION,
            FunctionRecord.EXPECTED_INFERENCE_ANNOTATION);

    private static final String SCHEME = "model://";
    private static final int LARGEST_MAX_BATCH = 64;
    private static final Duration SHORTEST_TIMEOUT = Duration.ofMillis(1);
    private static final Duration LONGEST_MAX_DELAY = Duration.ofMillis(DispatchRequest.LONGEST_MAX_DELAY_MILLIS);
    private static final Duration SHORTEST_HINT = Duration.ofNanos(1);

    private final ModelRepository models;
    private final Function<ModelManifest, Optional<String>> fault;
    private final Supplier<OptionalLong> largestGpuBytes;
    private final Duration defaultTimeout;

    /**
     * @param fault what is wrong with a model's files, if anything is
     * @param largestGpuBytes what models may take on the largest GPU; empty if none is known
     */
    DeploymentRules(
            ModelRepository models,
            Function<ModelManifest, Optional<String>> fault,
            Supplier<OptionalLong> largestGpuBytes,
            Duration defaultTimeout) {
        this.models = models;
        this.fault = fault;
        this.largestGpuBytes = largestGpuBytes;
        this.defaultTimeout = defaultTimeout;
    }

    /**
     * {@code name.namespace} of a function that a call names: its namespace beside it, or behind the name's last dot, or left
     * out.
     */
    static String keyOf(@Nullable String name, @Nullable String namespace) {
        var dot = name == null ? -1 : name.lastIndexOf('.');
        return name == null || dot < 0 || (namespace != null && !namespace.isEmpty())
                ? key(name, namespace)
                : key(name.substring(0, dot), name.substring(dot + 1));
    }

    /** {@code name.namespace} of a function to be deployed; the namespace may be left out. */
    static String key(@Nullable String name, @Nullable String namespace) {
        return FunctionRecord.key(name("function name", name), namespace(namespace));
    }

    static String namespace(@Nullable String namespace) {
        return namespace == null || namespace.isEmpty()
                ? FunctionRecord.DEFAULT_NAMESPACE
                : name("namespace", namespace);
    }

    /** @param known the function as it is; its creation time stays, its revision grows */
    FunctionRecord accept(FunctionDeployment deployment, Optional<FunctionRecord> known, long nowEpochMillis) {
        var name = name("function name", deployment.service());
        var namespace = namespace(deployment.namespace());
        var reference = reference(deployment.image());
        var manifest = manifest(reference);
        refuseTooLarge(manifest);
        fault.apply(manifest).ifPresent(found -> {
            throw refused("image " + reference + " is corrupt: " + found);
        });
        var labels = texts("label", deployment.labels());
        var annotations = texts("annotation", deployment.annotations());
        HINTS.forEach(hint -> refuseBadHint(annotations, hint));
        var timeout = timeout(annotations);
        return new FunctionRecord(
                FunctionRecord.RECORD_VERSION,
                name,
                namespace,
                known.map(FunctionRecord::revision).orElse(0L) + 1,
                reference,
                models.digest(reference).orElseThrow(() -> missing(reference)),
                manifest.bytes(),
                task(annotations, manifest),
                timeout.toMillis(),
                maxBatch(labels),
                maxDelay(annotations, timeout).toMillis(),
                labels,
                annotations,
                texts("envVars", deployment.envVars()),
                secretNames(deployment.secrets()),
                deployment.image(),
                known.map(FunctionRecord::createdEpochMillis).orElse(nowEpochMillis),
                KeepingRules.keeping(annotations));
    }

    private static String name(String what, @Nullable String value) {
        if (value == null || !NAME.matcher(value).matches()) {
            throw refused(what + " '" + (value == null ? "" : value) + "' does not match " + NAME);
        }
        return value;
    }

    /** JSON's null is no text, and would come back as something else. */
    private static Map<String, String> texts(String what, @Nullable Map<String, String> values) {
        if (values == null) {
            return Map.of();
        }
        values.forEach((name, value) -> {
            if (value == null) {
                throw refused(what + " '" + name + "' is null; expected a text");
            }
        });
        return values;
    }

    private static List<String> secretNames(@Nullable List<String> names) {
        if (names == null) {
            return List.of();
        }
        names.forEach(name -> {
            if (name == null) {
                throw refused("a name among secrets is null; expected a text");
            }
        });
        return names;
    }

    private static ModelReference reference(@Nullable String image) {
        if (image == null || !image.startsWith(SCHEME)) {
            throw refused("image '" + (image == null ? "" : image) + "' is not of the form model://NAME:VERSION");
        }
        try {
            return ModelReference.parse(image);
        } catch (IllegalArgumentException e) {
            throw new RefusedException(ErrorCode.BAD_INPUT, "image '" + image + "': " + e.getMessage(), e);
        }
    }

    private ModelManifest manifest(ModelReference reference) {
        try {
            return models.find(reference).orElseThrow(() -> missing(reference));
        } catch (UncheckedIOException e) {
            throw new RefusedException(
                    ErrorCode.BAD_INPUT, "image " + reference + " is corrupt: its manifest cannot be read", e);
        }
    }

    private void refuseTooLarge(ModelManifest manifest) {
        var largest = largestGpuBytes.get();
        if (largest.isPresent() && manifest.bytes() > largest.getAsLong()) {
            throw new RefusedException(
                    ErrorCode.MODEL_LARGER_THAN_ANY_GPU,
                    manifest.reference() + " takes " + manifest.bytes()
                            + " bytes of device memory; the largest GPU has " + largest.getAsLong());
        }
    }

    private static String task(Map<String, String> annotations, ModelManifest manifest) {
        var task = annotations.getOrDefault(FunctionRecord.TASK_ANNOTATION, manifest.task());
        if (!TASKS.contains(task)) {
            throw refused("annotation " + FunctionRecord.TASK_ANNOTATION + " '" + task + "' is not one of " + TASKS);
        }
        return task;
    }

    private Duration timeout(Map<String, String> annotations) {
        var expected = "a positive duration such as 30s or 500ms";
        var timeout = duration(annotations, FunctionRecord.TIMEOUT_ANNOTATION, SHORTEST_TIMEOUT, expected)
                .orElse(defaultTimeout);
        return timeout.compareTo(Topics.LONGEST_DEADLINE) > 0 ? Topics.LONGEST_DEADLINE : timeout;
    }

    /** Who waits for company until its deadline would never run. */
    private static Duration maxDelay(Map<String, String> annotations, Duration timeout) {
        var name = FunctionRecord.MAX_DELAY_ANNOTATION;
        var expected = "a duration of whole milliseconds from 0ms to " + LONGEST_MAX_DELAY.toMillis()
                + "ms, shorter than the timeout of " + timeout.toMillis() + "ms";
        var delay = duration(annotations, name, Duration.ZERO, expected).orElse(Duration.ZERO);
        boolean whole = delay.equals(Duration.ofMillis(delay.toMillis()));
        if (!whole || delay.compareTo(LONGEST_MAX_DELAY) > 0 || delay.compareTo(timeout) >= 0) {
            throw notExpected(annotations, name, expected, null);
        }
        return delay;
    }

    /** Whoever reads hints later could only ignore it. */
    private static void refuseBadHint(Map<String, String> annotations, String name) {
        var expected = "a positive duration of at most 1h, such as 241ms or 541us";
        duration(annotations, name, SHORTEST_HINT, expected)
                .filter(hint -> hint.compareTo(Topics.LONGEST_DEADLINE) > 0)
                .ifPresent(hint -> {
                    throw notExpected(annotations, name, expected, null);
                });
    }

    /** Empty if the annotation is not there. */
    static Optional<Duration> duration(
            Map<String, String> annotations, String name, Duration shortest, String expected) {
        var text = annotations.get(name);
        if (text == null) {
            return Optional.empty();
        }
        Duration duration;
        try {
            duration = DurationStyle.SIMPLE.parse(text);
        } catch (IllegalArgumentException e) {
            throw notExpected(annotations, name, expected, e);
        }
        if (duration.compareTo(shortest) < 0) {
            throw notExpected(annotations, name, expected, null);
        }
        return Optional.of(duration);
    }

    static RefusedException notExpected(
            Map<String, String> annotations, String name, String expected, @Nullable Exception cause) {
        var detail = "annotation " + name + " '" + annotations.get(name) + "' is not " + expected;
        return cause == null ? refused(detail) : new RefusedException(ErrorCode.BAD_INPUT, detail, cause);
    }

    private static int maxBatch(Map<String, String> labels) {
        var text = labels.getOrDefault(FunctionRecord.MAX_BATCH_LABEL, "1");
        try {
            var maxBatch = Integer.parseInt(text);
            if (maxBatch >= 1 && maxBatch <= LARGEST_MAX_BATCH) {
                return maxBatch;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw refused("label " + FunctionRecord.MAX_BATCH_LABEL + " '" + text + "' is not a number from 1 to "
                + LARGEST_MAX_BATCH);
    }

    private static RefusedException missing(ModelReference reference) {
        return refused("image " + reference + " is not in the model repository; import it first");
    }

    private static RefusedException refused(String detail) {
        return new RefusedException(ErrorCode.BAD_INPUT, detail);
    }
}
