package dev.hearth.worker.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hearth.contracts.json.WireJson;
import dev.hearth.contracts.model.ModelReference;
import dev.hearth.contracts.worker.WorkerRecord;
import dev.hearth.worker.WorkerIdentity;
import dev.hearth.worker.execution.Membership;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.core.KafkaTemplate;

class WorkerReporterTest {

    private static final Duration SOON = Duration.ofSeconds(5);
    private static final ModelReference BERT = new ModelReference("bert", 1);
    private static final ModelReference VGG = new ModelReference("vgg", 1);

    private final PlayedLog log = new PlayedLog();
    private final AtomicReference<List<ModelReference>> host = new AtomicReference<>(List.of(BERT));
    private final ResidencyJournal journal = new ResidencyJournal(new ResidencyMetrics(new SimpleMeterRegistry()));
    private final WorkerReporter reporter = new WorkerReporter(
            new WorkerTopic(new KafkaTemplate<>(() -> log)),
            journal,
            List::of,
            host::get,
            new Membership(),
            new WorkerIdentity("worker-1"),
            new ReportProperties(
                    "127.0.0.1", Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofMillis(1), Duration.ZERO),
            "http://127.0.0.1:1");
    private final Thread thread = new Thread(reporter, "reporter");

    @BeforeEach
    void start() {
        thread.start();
    }

    @AfterEach
    void stop() throws InterruptedException {
        thread.interrupt();
        thread.join(SOON);
    }

    @Test
    void everyReportNamesWhatLiesInHostMemoryThen() {
        await().atMost(SOON).until(() -> log.hosts().contains(List.of(BERT)));

        host.set(List.of(BERT, VGG));
        journal.changed(0);

        await().atMost(SOON).until(() -> log.hosts().contains(List.of(BERT, VGG)));
        assertThat(log.hosts().getLast()).isEqualTo(List.of(BERT, VGG));
    }

    private static final class PlayedLog extends MockProducer<String, byte[]> {

        PlayedLog() {
            super(true, null, new StringSerializer(), new ByteArraySerializer());
        }

        /** The template closes what its factory gave it after each send; this log is used again. */
        @Override
        public void close(Duration timeout) {}

        List<List<ModelReference>> hosts() {
            return history().stream()
                    .map(record -> WireJson.mapper().readValue(record.value(), WorkerRecord.class))
                    .filter(WorkerRecord.Report.class::isInstance)
                    .map(report -> ((WorkerRecord.Report) report).host())
                    .toList();
        }
    }
}
