package dev.hearth.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.contracts.invocation.CacheOutcome;
import dev.hearth.contracts.invocation.HearthHeaders;
import dev.hearth.contracts.invocation.InvocationState;
import dev.hearth.contracts.invocation.Payload;
import dev.hearth.contracts.json.WireJson;
import dev.hearth.contracts.model.ModelReference;
import dev.hearth.contracts.topic.Topics;
import dev.hearth.contracts.worker.DispatchReply;
import dev.hearth.contracts.worker.DispatchRequest;
import dev.hearth.contracts.worker.GpuState;
import dev.hearth.contracts.worker.LoadReply;
import dev.hearth.contracts.worker.LoadRequest;
import dev.hearth.contracts.worker.Refusal;
import dev.hearth.contracts.worker.WorkerRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

class WorkerIT extends RunningWorker {

    /** That no other test uses. */
    private static final int SPARE_GPU = 2;

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
        embed(copy(3), 1, GUITAR);
        embed(copy(4), 1, GUITAR, copy(1));

        var evicted = (WorkerRecord.Evicted) await(record ->
                record instanceof WorkerRecord.Evicted it && it.model().equals(copy(1)));
        assertThat(evicted.bytes()).isEqualTo(miniLm.requested(copy(1)).bytes());
        assertThat(evicted.epoch()).isEqualTo(epoch);
        var loaded = (WorkerRecord.Loaded) await(
                record -> record instanceof WorkerRecord.Loaded it && it.model().equals(copy(4)));
        assertThat(loaded.gpu()).isEqualTo(1);
        assertThat(loaded.from()).isEqualTo("repository");
        var report = (WorkerRecord.Report) await(record -> record instanceof WorkerRecord.Report it
                && it.gpus().get(1).models().stream()
                        .map(GpuState.Resident::model)
                        .toList()
                        .equals(List.of(copy(2), copy(3), copy(4))));
        var memory = report.gpus().get(1).memory();
        assertThat(report.url()).isEqualTo(url);
        assertThat(memory.totalBytes() - memory.workspaceBytes()).isEqualTo(70L << 20);
        assertThat(memory.workspaceBytes()).isPositive();
        assertThat(memory.weightsBytes())
                .isEqualTo(3 * miniLm.requested(copy(1)).bytes());
        assertThat(memory.freeBytes()).isEqualTo((70L << 20) - memory.weightsBytes());
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
        assertThat(refusal.gpus()).hasSize(3);
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
    void loadsAheadOfNeedAndThenHits() throws Exception {
        var ahead = new ModelReference("ahead", 1);
        miniLm.importAs(ahead);

        var answer = load("load:1", ahead);

        assertThat(answer.status()).isEqualTo(200);
        var reply = answer.as(LoadReply.class);
        assertThat(reply.id()).isEqualTo("load:1");
        assertThat(reply.loadMs()).isPositive();
        assertThat(reply.gpu().models()).extracting(GpuState.Resident::model).containsExactly(ahead);
        assertThat(embed(ahead, SPARE_GPU, GUITAR).reply().cache()).isEqualTo(CacheOutcome.HIT);
        var loaded = (WorkerRecord.Loaded) await(
                record -> record instanceof WorkerRecord.Loaded it && it.model().equals(ahead));
        assertThat(loaded.invocation()).isEqualTo("load:1");
    }

    private static Answer load(String id, ModelReference reference) {
        var model = miniLm.requested(reference);
        return load(new LoadRequest(1, id, epoch, SPARE_GPU, reference, model.digest(), model.bytes(), List.of()));
    }

    @Test
    void saysWhatIsWrongWithALoad() {
        var stale = load(new LoadRequest(1, "load:x", epoch - 1, 0, MiniLm.REFERENCE, "", 1, List.of()));
        var garbled = Objects.requireNonNull(
                send("POST", LoadRequest.PATH, null, bytes("{")).block(Duration.ofSeconds(10)));
        var unnamed = load(new LoadRequest(1, "x", epoch, 0, MiniLm.REFERENCE, "", 1, List.of()));

        assertThat(stale.status()).isEqualTo(409);
        assertThat(stale.as(Refusal.class).reason()).isEqualTo(Refusal.Reason.STALE_EPOCH);
        assertThat(garbled.status()).isEqualTo(400);
        assertThat(unnamed.status()).isEqualTo(400);
        assertThat(unnamed.text()).contains("the load's id 'x' does not begin with load:");
    }

    private static Answer load(LoadRequest request) {
        var json = WireJson.mapper().writeValueAsBytes(request);
        return Objects.requireNonNull(send("POST", LoadRequest.PATH, null, json).block(Duration.ofSeconds(60)));
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
    void isReady() {
        var ready = send("GET", "/actuator/health/readiness", null, new byte[0]).block(Duration.ofSeconds(10));

        assertThat(Objects.requireNonNull(ready).status()).isEqualTo(200);
    }
}
