package dev.hearth.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.contracts.invocation.HearthHeaders;
import dev.hearth.contracts.invocation.InvocationState;
import dev.hearth.contracts.invocation.Payload;
import dev.hearth.contracts.invocation.ResultRecord;
import dev.hearth.contracts.json.WireJson;
import dev.hearth.contracts.model.ModelReference;
import dev.hearth.contracts.topic.Topics;
import dev.hearth.contracts.worker.DispatchReply;
import dev.hearth.contracts.worker.DispatchRequest;
import dev.hearth.contracts.worker.WorkerRecord;
import dev.hearth.messaging.ResultCodec;
import dev.hearth.messaging.TopicTail;
import dev.hearth.testing.Backends;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpMethod;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import reactor.core.publisher.Mono;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import tools.jackson.databind.json.JsonMapper;

/** The whole worker, on a real broker, spoken to as a scheduler does; one for each class. */
@Timeout(120)
abstract class RunningWorker {

    static final String GUITAR = "A man is playing a guitar on stage.";
    static final int RESULTS_PARTITION = 2;

    @TempDir
    static Path directory;

    static MiniLm miniLm;
    static ConfigurableApplicationContext worker;
    static TopicTail workersTail;
    static TopicTail resultsTail;
    static final LinkedBlockingQueue<WorkerRecord> reports = new LinkedBlockingQueue<>();
    static final LinkedBlockingQueue<ResultRecord.Ended> results = new LinkedBlockingQueue<>();
    static final HttpClient HTTP = HttpClient.create().protocol(HttpProtocol.H2C);

    static String name = "";
    static long epoch;
    static String url = "";

    @BeforeAll
    static void start() throws Exception {
        name = "worker-" + UUID.randomUUID();
        reports.clear();
        results.clear();
        miniLm = new MiniLm(directory);
        IntStream.rangeClosed(1, 4).forEach(i -> miniLm.importAs(copy(i)));
        worker = SpringApplication.run(
                WorkerApplication.class,
                "--spring.kafka.bootstrap-servers=" + Backends.createTopics(),
                "--server.port=0",
                "--hearth.instance=" + name,
                "--hearth.models.directory=" + miniLm.repositoryDirectory(),
                "--hearth.worker.device.kind=host",
                "--hearth.worker.device.count=3",
                "--hearth.worker.device.memory=70MB");
        ConsumerFactory<String, byte[]> consumers = consumers();
        workersTail = new TopicTail(consumers, Topics.WORKERS, new TopicTail.Start.Beginning(), record -> {
            var read = WireJson.mapper().readValue(record.value(), WorkerRecord.class);
            if (read.worker().equals(name)) {
                assertThat(record.key()).isEqualTo(name);
                if (read instanceof WorkerRecord.Joined) {
                    epoch = record.offset();
                }
                reports.add(read);
            }
        });
        resultsTail = new TopicTail(consumers, Topics.RESULTS, new TopicTail.Start.End(), record -> {
            assertThat(record.partition()).isEqualTo(RESULTS_PARTITION);
            results.add((ResultRecord.Ended) ResultCodec.read(record));
        });
        workersTail.start();
        resultsTail.start();
        resultsTail.caughtUp().get(30, TimeUnit.SECONDS);
        url = ((WorkerRecord.Joined) await(WorkerRecord.Joined.class::isInstance)).url();
    }

    @AfterAll
    static void stop() throws Exception {
        worker.close();
        assertThat(await(WorkerRecord.Left.class::isInstance))
                .isEqualTo(new WorkerRecord.Left(WorkerRecord.RECORD_VERSION, name, epoch));
        workersTail.close();
        resultsTail.close();
    }

    record Embedded(DispatchReply reply, ResultRecord.Ended ended) {
        float[] embedding() {
            var array = JsonMapper.shared()
                    .readTree(((Payload.Inline) ended.body()).bytes())
                    .get("embedding");
            var floats = new float[array.size()];
            for (int i = 0; i < floats.length; i++) {
                floats[i] = array.get(i).floatValue();
            }
            return floats;
        }
    }

    static Embedded embed(ModelReference model, int gpu, String text, ModelReference... evict)
            throws InterruptedException {
        var request = request(model, gpu, "application/x-www-form-urlencoded", null, List.of(evict));
        var answer = dispatch(request, bytes(text));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        var reply = answer.as(DispatchReply.class);
        assertThat(reply.state()).isEqualTo(InvocationState.SUCCEEDED);
        return new Embedded(reply, result(request.invocation()));
    }

    static DispatchRequest request(ModelReference model, int gpu) {
        return request(model, gpu, "text/plain", null);
    }

    static DispatchRequest request(
            ModelReference model, int gpu, String contentType, Payload.@Nullable Reference input) {
        return request(model, gpu, contentType, input, List.of());
    }

    static DispatchRequest request(
            ModelReference model,
            int gpu,
            String contentType,
            Payload.@Nullable Reference input,
            List<ModelReference> evict) {
        var requested = miniLm.requested(model);
        var id = UUID.randomUUID().toString();
        return new DispatchRequest(
                DispatchRequest.RECORD_VERSION,
                id,
                id,
                1,
                epoch,
                gpu,
                "embed",
                "openfaas-fn",
                1,
                model,
                requested.digest(),
                requested.bytes(),
                evict,
                false,
                System.currentTimeMillis(),
                30_000,
                0,
                RESULTS_PARTITION,
                contentType,
                input);
    }

    static ModelReference copy(int number) {
        return new ModelReference("copy-" + number, 1);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static Answer dispatch(DispatchRequest request, byte[] body) {
        return Objects.requireNonNull(exchange(request, body).block(Duration.ofSeconds(60)));
    }

    static Mono<Answer> exchange(DispatchRequest request, byte[] body) {
        return send("POST", DispatchRequest.PATH, WireJson.mapper().writeValueAsString(request), body);
    }

    static Mono<Answer> send(String method, String path, @Nullable String dispatch, byte[] body) {
        return HTTP.headers(headers -> {
                    if (dispatch != null) {
                        headers.set(HearthHeaders.DISPATCH, dispatch);
                    }
                })
                .request(HttpMethod.valueOf(method))
                .uri(url + path)
                .send(Mono.fromSupplier(() -> Unpooled.wrappedBuffer(body)))
                .responseSingle((response, content) -> content.asByteArray()
                        .defaultIfEmpty(new byte[0])
                        .map(bytes -> new Answer(response.status().code(), new String(bytes, StandardCharsets.UTF_8))));
    }

    record Answer(int status, String text) {
        <T> T as(Class<T> type) {
            return WireJson.mapper().readValue(text, type);
        }
    }

    static ResultRecord.Ended result(String invocation) throws InterruptedException {
        while (true) {
            var ended = results.poll(20, TimeUnit.SECONDS);
            assertThat(ended).as("terminal record of " + invocation).isNotNull();
            if (Objects.requireNonNull(ended).id().equals(invocation)) {
                return ended;
            }
        }
    }

    static WorkerRecord await(Predicate<WorkerRecord> wanted) throws InterruptedException {
        while (true) {
            var record = reports.poll(20, TimeUnit.SECONDS);
            assertThat(record).as("a record of the worker").isNotNull();
            if (wanted.test(Objects.requireNonNull(record))) {
                return record;
            }
        }
    }

    @SuppressWarnings("unchecked")
    static ConsumerFactory<String, byte[]> consumers() {
        return worker.getBean("logConsumerFactory", ConsumerFactory.class);
    }

    @SuppressWarnings("unchecked")
    static KafkaTemplate<String, byte[]> producer() {
        return worker.getBean("logTemplate", KafkaTemplate.class);
    }
}
