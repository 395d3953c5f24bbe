package dev.hearth.contracts.topic;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Every Kafka topic of Hearth. Created by cache-registry, verified by everyone at start; auto-creation is off. */
public final class Topics {

    public static final String INVOCATIONS = "hearth.invocations";
    public static final String INPUTS = "hearth.inputs";
    public static final String CANCELS = "hearth.cancels";
    public static final String RESULTS = "hearth.results";
    public static final String OUTPUTS = "hearth.outputs";
    public static final String WORKERS = "hearth.workers";
    public static final String PLAN = "hearth.plan";
    public static final String FUNCTIONS = "hearth.functions";
    public static final String CALLBACKS = "hearth.callbacks";
    public static final String DEAD = "hearth.dead";

    /** Consumer group of the schedulers, which share {@link #INVOCATIONS}. */
    public static final String SCHEDULER_GROUP = "hearth-scheduler";

    /** Consumer group of the recorders, which share {@link #RESULTS}. */
    public static final String RECORDER_GROUP = "hearth-recorder";

    /** Longest deadline an invocation may have; retention is counted from it. */
    public static final Duration LONGEST_DEADLINE = Duration.ofHours(1);

    /** How long an outcome can be read after the invocation ended. */
    public static final Duration RESULT_TTL = Duration.ofDays(1);

    /** Largest body of an invocation and of its result. */
    public static final int BODY_LIMIT_BYTES = 16 << 20;

    /** Bodies above this travel by reference. */
    public static final int INLINE_LIMIT_BYTES = 64 << 10;

    /** Largest record a broker must take: a body of the limit and room for its headers. */
    public static final int MESSAGE_LIMIT_BYTES = BODY_LIMIT_BYTES + (1 << 20);

    private static final Duration ACCEPTED = LONGEST_DEADLINE.plusDays(1);
    private static final Duration ENDED = RESULT_TTL.plus(LONGEST_DEADLINE);

    private static final List<Topic> ALL = List.of(
            new Topic(INVOCATIONS, 12, 64, ACCEPTED, false),
            new Topic(INPUTS, 4, 16, ACCEPTED, false),
            new Topic(CANCELS, 1, 1, ACCEPTED, false),
            new Topic(RESULTS, 4, 32, ENDED, false),
            new Topic(OUTPUTS, 4, 16, ENDED, false),
            new Topic(WORKERS, 1, 8, Duration.ofHours(1), false),
            new Topic(PLAN, 1, 1, Duration.ofHours(1), false),
            new Topic(FUNCTIONS, 1, 1, Duration.ofDays(7), true),
            new Topic(CALLBACKS, 8, 8, Duration.ofDays(7), false),
            new Topic(DEAD, 1, 1, Duration.ofDays(7), false));

    private Topics() {}

    public static List<Topic> all() {
        return ALL;
    }

    /**
     * One topic's shape.
     *
     * @param localPartitions partitions on a single machine
     * @param productionPartitions partitions on a replicated cluster
     * @param compacted kept by key for ever; {@code retention} then does not apply
     */
    public record Topic(
            String name, int localPartitions, int productionPartitions, Duration retention, boolean compacted) {

        public int partitions(boolean production) {
            return production ? productionPartitions : localPartitions;
        }

        /** The topic's settings, by Kafka's names. */
        public Map<String, String> settings() {
            var settings = new LinkedHashMap<String, String>();
            settings.put("max.message.bytes", Integer.toString(MESSAGE_LIMIT_BYTES));
            settings.put("unclean.leader.election.enable", "false");
            if (compacted) {
                settings.put("cleanup.policy", "compact");
            } else {
                settings.put("retention.ms", Long.toString(retention.toMillis()));
            }
            if (name.equals(WORKERS)) {
                // Leases are counted in the broker's time.
                settings.put("message.timestamp.type", "LogAppendTime");
            }
            return settings;
        }
    }
}
