package dev.hearth.cli.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hearth.contracts.topic.Topics;
import dev.hearth.testing.OtlpReceiver;
import dev.hearth.testing.OtlpReceiver.Kind;
import dev.hearth.testing.OtlpReceiver.Span;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** One call's trace through all processes: in Kafka's headers, in every service's lines, and as spans at a collector. */
@ExtendWith(OneGpuCluster.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TracingIT {

    private static final String CALLERS_SPAN = "b7ad6b7169203331";

    private final OtlpReceiver collector = OneGpuCluster.collector();
    private final HearthCluster cluster;

    TracingIT(HearthCluster cluster) {
        this.cluster = cluster;
        new ModelCopies(cluster).addAll(List.of("traced-cold", "traced"));
    }

    @Test
    void theSpansOfAColdCallAreParentsOfOneAnotherAcrossProcesses() {
        var trace = "11111111111111111111111111111111";

        call("traced-cold", trace, "cold call");

        await("spans of all processes")
                .atMost(60, SECONDS)
                .pollInterval(200, MILLISECONDS)
                .until(() -> collector.of(trace).size() >= 6);
        var spans = collector.of(trace);
        var call = single(spans, "gateway", "call function", Kind.SERVER);
        var send = single(spans, "gateway", "send hearth.invocations", Kind.PRODUCER);
        var queue = single(spans, "scheduler", "queue", Kind.CONSUMER);
        var execute = single(spans, "worker", "execute", Kind.SERVER);
        var load = single(spans, "worker", "load", Kind.INTERNAL);
        var inference = single(spans, "worker", "inference", Kind.INTERNAL);
        assertThat(spans).hasSize(6);
        assertThat(call.parentSpanId()).isEqualTo(CALLERS_SPAN);
        assertThat(send.parentSpanId()).isEqualTo(call.spanId());
        assertThat(queue.parentSpanId()).isEqualTo(send.spanId());
        assertThat(execute.parentSpanId()).isEqualTo(queue.spanId());
        assertThat(load.parentSpanId()).isEqualTo(execute.spanId());
        assertThat(inference.parentSpanId()).isEqualTo(execute.spanId());
        assertThat(call.attributes())
                .containsEntry("faas.name", "traced-cold.openfaas-fn")
                .containsEntry("faas.trigger", "http")
                .containsEntry("faas.coldstart", "true")
                .containsEntry("http.response.status_code", "200")
                .containsKey("faas.invocation_id");
        assertThat(send.attributes())
                .containsEntry("messaging.system", "kafka")
                .containsEntry("messaging.destination.name", "hearth.invocations");
        assertThat(execute.attributes())
                .containsEntry("faas.coldstart", "true")
                .containsEntry("hearth.gpu", "worker-1/0")
                .containsEntry("faas.invocation_id", call.attributes().get("faas.invocation_id"));
    }

    @Test
    void everyHopsRecordAndEveryServicesLinesNameTheTrace() {
        var trace = "22222222222222222222222222222222";
        var accepted = cluster.log().end(Topics.INVOCATIONS);
        var ended = cluster.log().end(Topics.RESULTS);

        var answer = call("traced", trace, "named call");

        assertThat(header(cluster.log()
                        .single(accepted, found -> header(found, "ce_id").equals(answer.id()))))
                .startsWith("00-" + trace + "-")
                .endsWith("-01");
        assertThat(header(cluster.log()
                        .single(ended, found -> header(found, "ce_id").equals(answer.id()))))
                .startsWith("00-" + trace + "-");
        for (var instance : List.of("gateway-1", "scheduler-1", "worker-1", "registry-1")) {
            await(instance + "'s lines")
                    .atMost(20, SECONDS)
                    .untilAsserted(() -> assertThat(lines(instance, answer.id()))
                            .isNotEmpty()
                            .allSatisfy(line -> assertThat(line).contains("call=named call trace=" + trace + " ")));
        }
        assertThat(cluster.caller()
                        .get("/v1/invocations/" + answer.id())
                        .json()
                        .get("traceId")
                        .asString())
                .isEqualTo(trace);
    }

    @Test
    void aCallThatItsCallerDoesNotRecordIsNotSent() {
        var trace = "33333333333333333333333333333333";
        cluster.caller()
                .invoke("traced", "guitar", "traceparent", "00-" + trace + "-" + CALLERS_SPAN + "-00")
                .requireSuccess();

        var recorded = "44444444444444444444444444444444";
        call("traced", recorded, "behind it");

        await("spans of the later call")
                .atMost(60, SECONDS)
                .until(() -> collector.of(recorded).size() >= 5);
        assertThat(collector.of(trace)).isEmpty();
    }

    private Answer call(String function, String trace, String callId) {
        return cluster.caller()
                .invoke(
                        function,
                        "A man is playing a guitar",
                        "traceparent",
                        "00-" + trace + "-" + CALLERS_SPAN + "-01",
                        "X-Call-Id",
                        callId)
                .requireSuccess();
    }

    private List<String> lines(String instance, String id) throws IOException {
        return Files.readAllLines(Path.of(cluster.service(instance).log())).stream()
                .filter(line -> line.contains("invocation=" + id))
                .toList();
    }

    private static Span single(List<Span> spans, String service, String name, Kind kind) {
        assertThat(spans)
                .filteredOn(
                        span -> span.service().equals(service) && span.name().equals(name) && span.kind() == kind)
                .as(service + "'s " + name + " among " + spans)
                .hasSize(1);
        return spans.stream()
                .filter(span -> span.service().equals(service) && span.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static String header(ConsumerRecord<String, byte[]> record) {
        return header(record, "traceparent");
    }

    private static String header(ConsumerRecord<String, byte[]> record, String name) {
        var header = record.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), UTF_8);
    }
}
