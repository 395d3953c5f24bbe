package dev.hearth.scheduler;

import dev.hearth.contracts.error.ErrorCode;
import dev.hearth.contracts.invocation.CacheOutcome;
import dev.hearth.contracts.invocation.HearthHeaders;
import dev.hearth.contracts.invocation.InvocationState;
import dev.hearth.contracts.invocation.ResultRecord;
import dev.hearth.contracts.invocation.Timing;
import dev.hearth.contracts.json.WireJson;
import dev.hearth.contracts.model.ModelReference;
import dev.hearth.contracts.registry.RegistryKeys;
import dev.hearth.contracts.registry.RegistryScripts;
import dev.hearth.contracts.topic.Topics;
import dev.hearth.contracts.worker.DispatchReply;
import dev.hearth.contracts.worker.DispatchRequest;
import dev.hearth.contracts.worker.GpuState;
import dev.hearth.contracts.worker.Leases;
import dev.hearth.contracts.worker.LoadReply;
import dev.hearth.contracts.worker.LoadRequest;
import dev.hearth.contracts.worker.Refusal;
import dev.hearth.contracts.worker.WorkerRecord;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.core.script.RedisScript;
import org.springframework.kafka.core.KafkaTemplate;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.resources.LoopResources;

/** A worker with one GPU that answers dispatches as the test says; the registry's part of a report is done here too. */
final class FakeWorker implements AutoCloseable {

    private static final long CAPACITY = 1_000;

    final String name;
    final List<DispatchRequest> dispatches = new CopyOnWriteArrayList<>();
    final List<LoadRequest> loads = new CopyOnWriteArrayList<>();
    final Map<String, String> bodies = new ConcurrentHashMap<>();

    /** What tracing systems read of a request, by invocation. */
    final Map<String, String> traceparents = new ConcurrentHashMap<>();

    private final Supplier<KafkaTemplate<String, byte[]>> producer;
    private final Supplier<StringRedisTemplate> redis;
    private final List<ModelReference> resident = new CopyOnWriteArrayList<>();
    private final List<ModelReference> host = new CopyOnWriteArrayList<>();
    private final AtomicLong sequence = new AtomicLong();
    private final LoopResources loops = LoopResources.create("fake-worker", 1, true);
    private final DisposableServer server;
    private volatile Function<DispatchRequest, Mono<Answer>> behaviour = this::succeed;
    private volatile Function<LoadRequest, Mono<Answer>> onLoad = this::load;
    private long epoch;

    FakeWorker(String name, Supplier<KafkaTemplate<String, byte[]>> producer, Supplier<StringRedisTemplate> redis) {
        this.name = name;
        this.producer = producer;
        this.redis = redis;
        this.server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .protocol(HttpProtocol.H2C)
                // A scheduler that is closed takes the shared event loops of this JVM with it.
                .runOn(loops)
                .route(routes -> routes.post(
                                DispatchRequest.PATH,
                                (request, response) -> body(request)
                                        .flatMap(body -> answer(request.requestHeaders(), body))
                                        .flatMap(answer -> send(answer, response)))
                        .post(
                                LoadRequest.PATH,
                                (request, response) ->
                                        body(request).flatMap(this::load).flatMap(answer -> send(answer, response))))
                .bindNow();
    }

    void join() {
        epoch = send(new WorkerRecord.Joined(WorkerRecord.RECORD_VERSION, name, url()));
        report();
    }

    void report() {
        var state = state();
        redis.get()
                .execute(
                        RedisScript.of(RegistryScripts.REPORT, List.class),
                        RegistryKeys.scriptKeys(name, 0),
                        Long.toString(epoch),
                        Long.toString(state.sequence()),
                        url(),
                        WireJson.mapper().writeValueAsString(state),
                        Long.toString(Leases.UNNAMED_CLAIM.toMillis()));
        send(new WorkerRecord.Report(WorkerRecord.RECORD_VERSION, name, epoch, url(), List.of(state), host));
    }

    /** Puts a model into its host memory, to be said with the next report. */
    void stage(ModelReference model) {
        host.add(model);
    }

    void behave(Function<DispatchRequest, Mono<Answer>> next) {
        behaviour = next;
    }

    Mono<Answer> succeed(DispatchRequest request) {
        var hit = resident.contains(request.model());
        resident.removeAll(request.evict());
        if (!hit) {
            resident.add(request.model());
        }
        var reply = new DispatchReply(
                DispatchRequest.RECORD_VERSION,
                request.invocation(),
                request.attempt(),
                InvocationState.SUCCEEDED,
                hit ? CacheOutcome.HIT : CacheOutcome.MISS,
                new Timing(0, 1, 0, 1, 2),
                null,
                state(),
                1);
        return Mono.just(new Answer(200, WireJson.mapper().writeValueAsBytes(reply)));
    }

    private static Mono<byte[]> body(HttpServerRequest request) {
        return request.receive().aggregate().asByteArray().defaultIfEmpty(new byte[0]);
    }

    private static Mono<Void> send(Answer answer, HttpServerResponse response) {
        return response.status(answer.status)
                .sendByteArray(Mono.just(answer.json))
                .then();
    }

    /** What it does with loads ahead of need from now on. */
    void behaveOnLoads(Function<LoadRequest, Mono<Answer>> next) {
        onLoad = next;
    }

    Mono<Answer> load(LoadRequest request) {
        resident.removeAll(request.evict());
        resident.add(request.model());
        var reply = new LoadReply(LoadRequest.RECORD_VERSION, request.id(), 3, null, state());
        return Mono.just(new Answer(200, WireJson.mapper().writeValueAsBytes(reply)));
    }

    Mono<Answer> failLoad(LoadRequest request) {
        var failure = new ResultRecord.Failure(ErrorCode.MODEL_LOAD_FAILED, "as the test wants");
        var reply = new LoadReply(LoadRequest.RECORD_VERSION, request.id(), 0, failure, state());
        return Mono.just(new Answer(200, WireJson.mapper().writeValueAsBytes(reply)));
    }

    private Mono<Answer> load(byte[] json) {
        var request = WireJson.mapper().readValue(json, LoadRequest.class);
        loads.add(request);
        return onLoad.apply(request);
    }

    /** Says on its log that a model has been loaded. */
    void tellLoaded(ModelReference model, double loadMs, String invocation) {
        send(new WorkerRecord.Loaded(
                WorkerRecord.RECORD_VERSION, name, epoch, 0, model, 100, loadMs, "repository", invocation));
    }

    long epoch() {
        return epoch;
    }

    Mono<Answer> refuse(Refusal.Reason reason) {
        var refusal = new Refusal(1, reason, "as the test wants", name, epoch, List.of(state()));
        return Mono.just(new Answer(409, WireJson.mapper().writeValueAsBytes(refusal)));
    }

    /** Ends like a killed process: without a word. */
    void kill() {
        server.disposeNow();
        loops.dispose();
    }

    @Override
    public void close() {
        kill();
        send(new WorkerRecord.Left(WorkerRecord.RECORD_VERSION, name, epoch));
    }

    private Mono<Answer> answer(HttpHeaders headers, byte[] body) {
        var request = WireJson.mapper().readValue(headers.get(HearthHeaders.DISPATCH), DispatchRequest.class);
        traceparents.put(request.invocation(), headers.get(HearthHeaders.TRACEPARENT, ""));
        dispatches.add(request);
        bodies.put(request.invocation(), new String(body, StandardCharsets.UTF_8));
        return behaviour.apply(request);
    }

    private GpuState state() {
        var models = new ArrayList<GpuState.Resident>();
        resident.forEach(model -> models.add(new GpuState.Resident(model, GpuState.State.READY, 100, 0, 0)));
        var used = 100L * models.size();
        return new GpuState(
                0,
                sequence.incrementAndGet(),
                "host",
                "fake",
                new GpuState.Memory(CAPACITY, used, 0, 0, CAPACITY - used, 0),
                models,
                List.of(),
                List.of());
    }

    private String url() {
        return "http://127.0.0.1:" + server.port();
    }

    private long send(WorkerRecord said) {
        return producer.get()
                .send(Topics.WORKERS, name, WireJson.mapper().writeValueAsBytes(said))
                .join()
                .getRecordMetadata()
                .offset();
    }

    /** An HTTP answer. */
    @SuppressWarnings("ArrayRecordComponent")
    record Answer(int status, byte[] json) {}
}
