package dev.hearth.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.contracts.invocation.CacheOutcome;
import dev.hearth.contracts.invocation.HearthHeaders;
import dev.hearth.contracts.invocation.InvocationState;
import dev.hearth.contracts.invocation.Payload;
import dev.hearth.contracts.invocation.ResultRecord;
import dev.hearth.contracts.json.WireJson;
import dev.hearth.contracts.model.ModelReference;
import dev.hearth.contracts.topic.Topics;
import dev.hearth.contracts.worker.DispatchReply;
import dev.hearth.contracts.worker.DispatchRequest;
import dev.hearth.contracts.worker.GpuState;
import dev.hearth.contracts.worker.Refusal;
import dev.hearth.contracts.worker.WorkerRecord;
import dev.hearth.messaging.ResultCodec;
import dev.hearth.messaging.TopicTail;
import dev.hearth.testing.Backends;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpMethod;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.assertj.core.data.Offset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import tools.jackson.databind.json.JsonMapper;

/** The whole worker, on a real broker, spoken to as a scheduler does. */
@Timeout(120)
class WorkerIT {

    private static final String GUITAR = "A man is playing a guitar on stage.";
    private static final int RESULTS_PARTITION = 2;

    @TempDir
    private static Path directory;

    private static MiniLm miniLm;
    private static ConfigurableApplicationContext worker;
    private static TopicTail workersTail;
    private static TopicTail resultsTail;
    private static final LinkedBlockingQueue<WorkerRecord> reports = new LinkedBlockingQueue<>();
    private static final LinkedBlockingQueue<ResultRecord.Ended> results = new LinkedBlockingQueue<>();
    private static final HttpClient HTTP = HttpClient.create().protocol(HttpProtocol.H2C);
    private static final String NAME = "worker-" + UUID.randomUUID();

    private static long epoch;
    private static String url = "";

    @BeforeAll
    static void start() throws Exception {
        miniLm = new MiniLm(directory);
        IntStream.rangeClosed(1, 3).forEach(i -> miniLm.importAs(copy(i)));
        worker = SpringApplication.run(
                WorkerApplication.class,
                "--spring.kafka.bootstrap-servers=" + Backends.createTopics(),
                "--server.port=0",
                "--hearth.instance=" + NAME,
                "--hearth.models.directory=" + miniLm.repositoryDirectory(),
                "--hearth.worker.device.memory=70MB");
        ConsumerFactory<String, byte[]> consumers = consumers();
        workersTail = new TopicTail(consumers, Topics.WORKERS, new TopicTail.Start.Beginning(), record -> {
            var read = WireJson.mapper().readValue(record.value(), WorkerRecord.class);
            if (read.worker().equals(NAME)) {
                assertThat(record.key()).isEqualTo(NAME);
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
                .isEqualTo(new WorkerRecord.Left(WorkerRecord.RECORD_VERSION, NAME, epoch));
        workersTail.close();
        resultsTail.close();
    }

    @Test
    void answersADispatchAndLeavesItsRecordInTheLog() throws Exception {
        var fresh = new ModelReference("fresh", 1);
        miniLm.importAs(fresh);

        var cold = embed(fresh, 0, GUITAR);
        var warm = embed(fresh, 0, GUITAR);

        assertThat(cold.reply().cache()).isEqualTo(CacheOutcome.MISS);
        assertThat(warm.reply().cache()).isEqualTo(CacheOutcome.HIT);
        assertThat(MiniLm.cosine(warm.embedding(), miniLm.embed(List.of(GUITAR))[0]))
                .isGreaterThanOrEqualTo(0.9999);
        for (var answer : List.of(cold, warm)) {
            var timing = answer.ended().timing();
            assertThat(answer.reply().timing()).isEqualTo(timing);
            assertThat(timing.queueMs() + timing.loadMs() + timing.transferMs() + timing.inferenceMs())
                    .isCloseTo(timing.totalMs(), Offset.offset(Math.max(2, timing.totalMs() / 20)));
        }
        assertThat(cold.ended().timing().loadMs()).isPositive();
        assertThat(warm.ended().timing().loadMs()).isZero();
    }

    @Test
    void reportsWhatItLoadsAndEvicts() throws Exception {
        embed(copy(1), 1, GUITAR);
        embed(copy(2), 1, GUITAR);
        embed(copy(3), 1, GUITAR, copy(1));

        var evicted = (WorkerRecord.Evicted) await(record ->
                record instanceof WorkerRecord.Evicted it && it.model().equals(copy(1)));
        assertThat(evicted.bytes()).isEqualTo(miniLm.requested(copy(1)).bytes());
        assertThat(evicted.epoch()).isEqualTo(epoch);
        var loaded = (WorkerRecord.Loaded) await(
                record -> record instanceof WorkerRecord.Loaded it && it.model().equals(copy(3)));
        assertThat(loaded.gpu()).isEqualTo(1);
        assertThat(loaded.from()).isEqualTo("repository");
        var report = (WorkerRecord.Report) await(record -> record instanceof WorkerRecord.Report it
                && it.gpus().get(1).models().stream()
                        .map(GpuState.Resident::model)
                        .toList()
                        .equals(List.of(copy(2), copy(3))));
        var memory = report.gpus().get(1).memory();
        assertThat(report.url()).isEqualTo(url);
        assertThat(memory.totalBytes()).isEqualTo(70L << 20);
        assertThat(memory.weightsBytes())
                .isEqualTo(2 * miniLm.requested(copy(1)).bytes());
        assertThat(memory.freeBytes()).isEqualTo(memory.totalBytes() - memory.weightsBytes());
    }

    @Test
    void loadsOnceForManyConcurrentDispatchesOverOneConnection() {
        var only = new ModelReference("burst", 1);
        miniLm.importAs(only);
        var exchanges = new ArrayList<Mono<Answer>>();
        for (int i = 0; i < 50; i++) {
            exchanges.add(exchange(request(only, 0), GUITAR.getBytes(StandardCharsets.UTF_8)));
        }

        var replies = Flux.merge(exchanges).collectList().block(Duration.ofSeconds(60));

        assertThat(replies)
                .hasSize(50)
                .allSatisfy(answer -> assertThat(answer.status()).isEqualTo(200));
        assertThat(Objects.requireNonNull(replies))
                .extracting(answer -> answer.as(DispatchReply.class).cache())
                .containsOnlyOnce(CacheOutcome.MISS);
    }

    @Test
    void readsALargeInputFromTheLogAndSendsALargeAnswerThere() throws Exception {
        var texts = JsonMapper.shared().writeValueAsBytes(Collections.nCopies(40, "x ".repeat(1000)));
        assertThat(texts.length).isGreaterThan(Topics.INLINE_LIMIT_BYTES);
        var sent = producer()
                .send(new ProducerRecord<>(Topics.INPUTS, 1, null, texts))
                .get(10, TimeUnit.SECONDS)
                .getRecordMetadata();
        var input = new Payload.Reference(Topics.INPUTS, sent.partition(), sent.offset(), texts.length);
        var request = request(MiniLm.REFERENCE, 0, "application/json", input);

        var answer = dispatch(request, new byte[0]);

        assertThat(answer.status()).isEqualTo(200);
        var ended = result(request.invocation());
        assertThat(ended.state()).isEqualTo(InvocationState.SUCCEEDED);
        assertThat(ended.body()).isInstanceOfSatisfying(Payload.Reference.class, body -> {
            assertThat(body.topic()).isEqualTo(Topics.OUTPUTS);
            assertThat(body.length()).isGreaterThan(Topics.INLINE_LIMIT_BYTES);
        });
    }

    @Test
    void refusesWithItsFullState() {
        var stale = request(MiniLm.REFERENCE, 9);

        var answer = dispatch(stale, new byte[0]);

        assertThat(answer.status()).isEqualTo(409);
        var refusal = answer.as(Refusal.class);
        assertThat(refusal.reason()).isEqualTo(Refusal.Reason.UNKNOWN_GPU);
        assertThat(refusal.epoch()).isEqualTo(epoch);
        assertThat(refusal.gpus()).hasSize(2);
    }

    @Test
    void saysWhatIsWrongWithADispatch() {
        var missing = send("POST", DispatchRequest.PATH, null, new byte[0]).block(Duration.ofSeconds(10));
        var garbled = send("POST", DispatchRequest.PATH, "{", new byte[0]).block(Duration.ofSeconds(10));
        var unknown = send("DELETE", DispatchRequest.PATH + "/nobody", null, new byte[0])
                .block(Duration.ofSeconds(10));

        assertThat(Objects.requireNonNull(missing).status()).isEqualTo(400);
        assertThat(missing.text()).contains(HearthHeaders.DISPATCH + " is missing");
        assertThat(Objects.requireNonNull(garbled).status()).isEqualTo(400);
        assertThat(Objects.requireNonNull(unknown).status()).isEqualTo(404);
    }

    @Test
    void takesAHeaderThatNamesManyVictims() {
        var victims = IntStream.range(0, 300)
                .mapToObj(i -> new ModelReference("a-model-with-a-rather-long-name-" + i, 1))
                .toList();

        var answer = dispatch(request(MiniLm.REFERENCE, 0, "text/plain", null, victims), bytes(GUITAR));

        assertThat(answer.status()).isEqualTo(200);
    }

    @Test
    void isReadyAndMeasuresItself() {
        var ready = send("GET", "/actuator/health/readiness", null, new byte[0]).block(Duration.ofSeconds(10));
        embedQuietly();
        var metrics = send("GET", "/actuator/prometheus", null, new byte[0]).block(Duration.ofSeconds(10));

        assertThat(Objects.requireNonNull(ready).status()).isEqualTo(200);
        assertThat(Objects.requireNonNull(metrics).text())
                .contains("hearth_gpu_memory_bytes{gpu=\"" + NAME + "/0\",kind=\"weights\"}")
                .contains("hearth_cache_requests_total{model=\"minilm-int8:1\",result=\"hit\"}")
                .contains("hearth_model_load_seconds_count{model=\"minilm-int8:1\"}");
    }

    private static void embedQuietly() {
        dispatch(request(MiniLm.REFERENCE, 0), bytes(GUITAR));
        dispatch(request(MiniLm.REFERENCE, 0), bytes(GUITAR));
    }

    private record Embedded(DispatchReply reply, ResultRecord.Ended ended) {
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

    private static Embedded embed(ModelReference model, int gpu, String text, ModelReference... evict)
            throws InterruptedException {
        var request = request(model, gpu, "application/x-www-form-urlencoded", null, List.of(evict));
        var answer = dispatch(request, bytes(text));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        var reply = answer.as(DispatchReply.class);
        assertThat(reply.state()).isEqualTo(InvocationState.SUCCEEDED);
        return new Embedded(reply, result(request.invocation()));
    }

    private static DispatchRequest request(ModelReference model, int gpu) {
        return request(model, gpu, "text/plain", null);
    }

    private static DispatchRequest request(
            ModelReference model, int gpu, String contentType, Payload.@Nullable Reference input) {
        return request(model, gpu, contentType, input, List.of());
    }

    private static DispatchRequest request(
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

    private static ModelReference copy(int number) {
        return new ModelReference("copy-" + number, 1);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Answer dispatch(DispatchRequest request, byte[] body) {
        return Objects.requireNonNull(exchange(request, body).block(Duration.ofSeconds(60)));
    }

    private static Mono<Answer> exchange(DispatchRequest request, byte[] body) {
        return send("POST", DispatchRequest.PATH, WireJson.mapper().writeValueAsString(request), body);
    }

    private static Mono<Answer> send(String method, String path, @Nullable String dispatch, byte[] body) {
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

    private record Answer(int status, String text) {
        <T> T as(Class<T> type) {
            return WireJson.mapper().readValue(text, type);
        }
    }

    private static ResultRecord.Ended result(String invocation) throws InterruptedException {
        while (true) {
            var ended = results.poll(20, TimeUnit.SECONDS);
            assertThat(ended).as("terminal record of " + invocation).isNotNull();
            if (Objects.requireNonNull(ended).id().equals(invocation)) {
                return ended;
            }
        }
    }

    private static WorkerRecord await(Predicate<WorkerRecord> wanted) throws InterruptedException {
        while (true) {
            var record = reports.poll(20, TimeUnit.SECONDS);
            assertThat(record).as("a record of the worker").isNotNull();
            if (wanted.test(Objects.requireNonNull(record))) {
                return record;
            }
        }
    }

    @SuppressWarnings("unchecked")
    private static ConsumerFactory<String, byte[]> consumers() {
        return worker.getBean("logConsumerFactory", ConsumerFactory.class);
    }

    @SuppressWarnings("unchecked")
    private static KafkaTemplate<String, byte[]> producer() {
        return worker.getBean("logTemplate", KafkaTemplate.class);
    }
}
