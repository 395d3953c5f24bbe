package dev.hearth.contracts.function;

import dev.hearth.contracts.json.RecordVersion;
import dev.hearth.contracts.model.ModelReference;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A function as {@code hearth.functions} holds it, key {@code name.namespace}; a null value deletes it.
 *
 * @param recordVersion version of this shape
 * @param revision grows by one with each deploy of the name
 * @param modelDigest sha256 over the model's manifest at deploy
 * @param modelBytes device memory the model takes
 * @param timeoutMillis default deadline of an invocation
 * @param maxBatch most invocations that run together, 1 if each runs alone
 * @param maxDelayMillis how long one waits for company while the device is free; 0 not at all
 * @param labels exactly as deployed
 * @param annotations exactly as deployed
 * @param secretNames never values
 * @param keeping where the model is to stay; absent if the function does not say
 */
public record FunctionRecord(
        int recordVersion,
        String name,
        String namespace,
        long revision,
        ModelReference model,
        String modelDigest,
        long modelBytes,
        String task,
        long timeoutMillis,
        int maxBatch,
        long maxDelayMillis,
        Map<String, String> labels,
        Map<String, String> annotations,
        Map<String, String> environment,
        java.util.List<String> secretNames,
        @Nullable String image,
        long createdEpochMillis,
        @Nullable Keeping keeping) {

    public static final int RECORD_VERSION = 1;
    public static final String DEFAULT_NAMESPACE = "openfaas-fn";

    /** Annotation that names the task; absent means the model's own. */
    public static final String TASK_ANNOTATION = "dev.hearth.task";

    /** Annotation with the default deadline, e.g. {@code 30s}. */
    public static final String TIMEOUT_ANNOTATION = "dev.hearth.timeout";

    /** Annotation with the time one waits for company while the device is free, e.g. {@code 5ms}. */
    public static final String MAX_DELAY_ANNOTATION = "dev.hearth.max-delay";

    /** Annotation with what a load from the repository is expected to take in real time, e.g. {@code 241ms}. */
    public static final String EXPECTED_LOAD_ANNOTATION = "dev.hearth.expected-load";

    /** Annotation with what a load from host memory is expected to take, likewise. */
    public static final String EXPECTED_HOST_LOAD_ANNOTATION = "dev.hearth.expected-host-load";

    /** Annotation with what an inference is expected to take, likewise. */
    public static final String EXPECTED_INFERENCE_ANNOTATION = "dev.hearth.expected-inference";

    /** Annotation with how long the model stays on a GPU after its last use, e.g. {@code 10m}. */
    public static final String KEEP_WARM_ANNOTATION = "dev.hearth.keep-warm";

    /** Annotation with {@code true} for a model that stays on a GPU once it is there. */
    public static final String PIN_ANNOTATION = "dev.hearth.pin";

    /** Annotation with the tier that the model is brought to at deploy: {@value Keeping#HOST}. */
    public static final String STAGE_ANNOTATION = "dev.hearth.stage";

    /** Label with the largest batch. */
    public static final String MAX_BATCH_LABEL = "dev.hearth.max-batch";

    public FunctionRecord {
        RecordVersion.requireReadable(FunctionRecord.class, recordVersion, RECORD_VERSION);
        maxBatch = Math.max(1, maxBatch);
        labels = labels == null ? Map.of() : new LinkedHashMap<>(labels);
        annotations = annotations == null ? Map.of() : new LinkedHashMap<>(annotations);
        environment = environment == null ? Map.of() : new LinkedHashMap<>(environment);
        secretNames = secretNames == null ? java.util.List.of() : java.util.List.copyOf(secretNames);
    }

    /** A function of which nobody waits for company, and that does not say where its model is to stay. */
    public FunctionRecord(
            int recordVersion,
            String name,
            String namespace,
            long revision,
            ModelReference model,
            String modelDigest,
            long modelBytes,
            String task,
            long timeoutMillis,
            int maxBatch,
            Map<String, String> labels,
            Map<String, String> annotations,
            Map<String, String> environment,
            java.util.List<String> secretNames,
            @Nullable String image,
            long createdEpochMillis) {
        this(
                recordVersion,
                name,
                namespace,
                revision,
                model,
                modelDigest,
                modelBytes,
                task,
                timeoutMillis,
                maxBatch,
                0,
                labels,
                annotations,
                environment,
                secretNames,
                image,
                createdEpochMillis,
                null);
    }

    /** {@code name.namespace}. */
    public String key() {
        return key(name, namespace);
    }

    public static String key(String name, String namespace) {
        return name + "." + namespace;
    }
}
