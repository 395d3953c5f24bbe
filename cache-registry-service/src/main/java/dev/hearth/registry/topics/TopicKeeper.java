package dev.hearth.registry.topics;

import dev.hearth.contracts.topic.Topics;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.context.SmartLifecycle;

/**
 * Creates the topics that are missing and sets the settings that differ, once, as soon as Kafka answers; tries again with
 * growing waits until then. A topic with fewer partitions than declared is left alone and told: keys would move.
 */
final class TopicKeeper implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(TopicKeeper.class);
    private static final long FIRST_BACK_OFF_MILLIS = 250;

    private final Supplier<Admin> admins;
    private final TopicsProperties properties;
    private volatile boolean running;
    private volatile @Nullable Thread thread;
    private volatile String missing = "Kafka has not answered yet";

    TopicKeeper(Supplier<Admin> admins, TopicsProperties properties) {
        this.admins = admins;
        this.properties = properties;
    }

    @Override
    public void start() {
        running = true;
        thread = Thread.ofVirtual().name("topic-keeper").start(this::run);
    }

    @Override
    public void stop() {
        running = false;
        var current = thread;
        if (current != null) {
            current.interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    Health health() {
        return missing.isEmpty()
                ? Health.up().build()
                : Health.outOfService().withDetail("reason", missing).build();
    }

    private void run() {
        var backOff = FIRST_BACK_OFF_MILLIS;
        while (running) {
            try (var admin = admins.get()) {
                missing = settle(admin);
                if (!missing.isEmpty()) {
                    log.error("topics are not as declared: {}", missing);
                }
                return;
            } catch (InterruptedException e) {
                return;
            } catch (ExecutionException | RuntimeException e) {
                missing = "Kafka did not take the topics: " + e.getMessage();
                log.warn("{}; next try in {} ms", missing, backOff);
            }
            try {
                Thread.sleep(backOff);
            } catch (InterruptedException e) {
                return;
            }
            backOff = Math.min(backOff * 2, properties.longestBackOff().toMillis());
        }
    }

    /** Returns what stays wrong; empty if nothing. */
    private String settle(Admin admin) throws ExecutionException, InterruptedException {
        var existing = admin.listTopics().names().get();
        create(admin, existing);
        var declared = Topics.all().stream().map(Topics.Topic::name).toList();
        align(admin, declared);
        var described = admin.describeTopics(declared).allTopicNames().get();
        return Topics.all().stream()
                .filter(topic -> partitions(described, topic) < topic.partitions(properties.production()))
                .map(topic -> topic.name() + " has " + partitions(described, topic) + " partitions, expected "
                        + topic.partitions(properties.production()))
                .collect(Collectors.joining("; "));
    }

    private void create(Admin admin, Collection<String> existing) throws ExecutionException, InterruptedException {
        var absent = Topics.all().stream()
                .filter(topic -> !existing.contains(topic.name()))
                .map(topic -> TopicPlan.create(topic, properties))
                .toList();
        for (var creation : admin.createTopics(absent).values().entrySet()) {
            try {
                creation.getValue().get();
                log.info("created topic {}", creation.getKey());
            } catch (ExecutionException e) {
                // Another registry was faster.
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw e;
                }
            }
        }
    }

    private void align(Admin admin, List<String> declared) throws ExecutionException, InterruptedException {
        var resources = declared.stream()
                .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                .toList();
        var found = admin.describeConfigs(resources).all().get();
        var changes = new TreeMap<String, Collection<AlterConfigOp>>();
        for (var topic : Topics.all()) {
            var config = found.get(new ConfigResource(ConfigResource.Type.TOPIC, topic.name()));
            var differing = differing(TopicPlan.settings(topic, properties), config);
            if (!differing.isEmpty()) {
                changes.put(topic.name(), differing);
            }
        }
        if (!changes.isEmpty()) {
            log.info("setting what differs from the declared topics: {}", changes);
            admin.incrementalAlterConfigs(changes.entrySet().stream()
                            .collect(Collectors.toMap(
                                    change -> new ConfigResource(ConfigResource.Type.TOPIC, change.getKey()),
                                    Map.Entry::getValue)))
                    .all()
                    .get();
        }
    }

    private static List<AlterConfigOp> differing(Map<String, String> settings, @Nullable Config found) {
        var operations = new ArrayList<AlterConfigOp>();
        settings.forEach((name, value) -> {
            var entry = found == null ? null : found.get(name);
            if (entry == null || !value.equals(entry.value())) {
                operations.add(new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET));
            }
        });
        return operations;
    }

    private static int partitions(Map<String, TopicDescription> described, Topics.Topic topic) {
        var description = described.get(topic.name());
        return description == null ? 0 : description.partitions().size();
    }
}
