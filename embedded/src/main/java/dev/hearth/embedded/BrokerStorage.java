package dev.hearth.embedded;

import dev.hearth.contracts.topic.Topics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;

/** Where the broker keeps its data, and the settings that make it a small cluster of one. */
final class BrokerStorage {

    private static final String LOG = "log";

    private BrokerStorage() {}

    static Properties settings(Path data, int port, int controllerPort) {
        var settings = new Properties();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", "1");
        // Written nowhere, so the controller may have another port at every start.
        settings.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
        settings.put("listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
        settings.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        settings.put("log.dirs", data.resolve(LOG).toString());
        settings.put("auto.create.topics.enable", "false");
        limitSizes(settings);
        makeSmall(settings);
        return settings;
    }

    private static void limitSizes(Properties settings) {
        var limit = String.valueOf(Topics.MESSAGE_LIMIT_BYTES);
        settings.put("message.max.bytes", limit);
        settings.put("replica.fetch.max.bytes", limit);
    }

    private static void makeSmall(Properties settings) {
        for (var internal : new String[] {"offsets.topic", "transaction.state.log", "share.coordinator.state.topic"}) {
            settings.put(internal + ".replication.factor", "1");
            settings.put(internal + ".num.partitions", "1");
        }
        settings.put("transaction.state.log.min.isr", "1");
        settings.put("share.coordinator.state.topic.min.isr", "1");
        settings.put("group.initial.rebalance.delay.ms", "0");
        settings.put("log.cleaner.dedupe.buffer.size", String.valueOf(4 << 20));
        settings.put("num.network.threads", "2");
        settings.put("num.io.threads", "4");
    }

    /**
     * Formats the log directory unless it is formatted already.
     *
     * @throws IOException with what the formatter printed, when it refused
     */
    static void formatIfNew(Path data, Properties settings) throws IOException {
        // Kafka writes this file last, so a format cut short is done again.
        if (Files.exists(data.resolve(LOG).resolve("meta.properties"))) {
            return;
        }
        Files.createDirectories(data.resolve(LOG));
        var file = data.resolve("broker.properties");
        try (var writer = Files.newBufferedWriter(file)) {
            settings.store(writer, "As of the first start; ports are chosen anew at every start");
        }
        var printed = new ByteArrayOutputStream();
        var status = StorageTool.execute(
                new String[] {"format", "-t", Uuid.randomUuid().toString(), "-c", file.toString()},
                new PrintStream(printed, true, StandardCharsets.UTF_8));
        if (status != 0) {
            throw new IOException("formatting the storage failed: "
                    + printed.toString(StandardCharsets.UTF_8).strip());
        }
    }
}
