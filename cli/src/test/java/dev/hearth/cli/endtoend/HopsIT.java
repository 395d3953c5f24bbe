package dev.hearth.cli.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.contracts.invocation.InvocationState;
import dev.hearth.contracts.invocation.Payload;
import dev.hearth.contracts.invocation.ResultRecord;
import dev.hearth.contracts.topic.Topics;
import dev.hearth.messaging.InvocationCodec;
import dev.hearth.messaging.ResultCodec;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What an invocation leaves behind in Kafka on its way, and how management calls travel. */
@ExtendWith(SharedCluster.class)
class HopsIT {

    private static final String TEXT = "A man is playing a guitar – 一位男士在弹吉他";

    private final HearthCluster cluster;
    private final Caller caller;
    private final LogReader log;

    HopsIT(HearthCluster cluster) {
        this.cluster = cluster;
        this.caller = cluster.caller();
        this.log = cluster.log();
    }

    @Test
    void anInvocationIsACloudEventInBinaryModeWithTheBodysOwnBytes() {
        var start = log.end(Topics.INVOCATIONS);

        var answer = caller.invoke("embed", TEXT).requireSuccess();

        var record = log.single(start, found -> header(found, "ce_id").equals(answer.id()));
        assertThat(record.value()).isEqualTo(TEXT.getBytes(UTF_8));
        assertThat(record.key()).startsWith("embed.openfaas-fn#");
        assertThat(header(record, "ce_specversion")).isEqualTo("1.0");
        assertThat(header(record, "ce_type")).isEqualTo("dev.hearth.invocation.accepted.v1");
        assertThat(header(record, "ce_source")).isEqualTo("/hearth/gateway-1");
        assertThat(header(record, "ce_subject")).isEqualTo("embed.openfaas-fn");
        assertThat(header(record, "content-type")).isEqualTo("application/x-www-form-urlencoded");
    }

    @Test
    void itsOutcomeLiesInTheResultsPartitionThatItNames() {
        var accepted = log.end(Topics.INVOCATIONS);
        var ended = log.end(Topics.RESULTS);

        var answer = caller.invoke("embed", TEXT).requireSuccess();

        var invocation = InvocationCodec.read(
                log.single(accepted, found -> header(found, "ce_id").equals(answer.id())));
        var record = log.single(ended, found -> header(found, "ce_id").equals(answer.id()));
        assertThat(record.partition()).isEqualTo(invocation.resultsPartition());
        assertThat(record.value()).isEqualTo(answer.body());
        assertThat(ResultCodec.read(record)).isInstanceOfSatisfying(ResultRecord.Ended.class, outcome -> {
            assertThat(outcome.state()).isEqualTo(InvocationState.SUCCEEDED);
            assertThat(outcome.attempt()).isEqualTo(invocation.attempt()).isEqualTo(1);
            assertThat(outcome.endedBy()).startsWith("worker-");
            assertThat(outcome.gpu()).isEqualTo(answer.header("X-Hearth-Gpu"));
        });
    }

    @Test
    void aBodyAbove64KiBTravelsByReference() {
        var body = "guitar ".repeat(10_000).getBytes(UTF_8);
        var accepted = log.end(Topics.INVOCATIONS);
        var inputs = log.end(Topics.INPUTS);

        var answer = caller.invoke("embed", body).requireSuccess();

        assertThat(log.end(Topics.INPUTS).total()).isEqualTo(inputs.total() + 1);
        var record = log.single(accepted, found -> header(found, "ce_id").equals(answer.id()));
        assertThat(record.value()).isNullOrEmpty();
        var reference = (Payload.Reference) InvocationCodec.read(record).body();
        assertThat(reference.topic()).isEqualTo(Topics.INPUTS);
        assertThat(reference.length()).isEqualTo(body.length);
        assertThat(log.at(reference).value()).isEqualTo(body);
    }

    @Test
    void aResultAbove64KiBTravelsByReference() {
        var texts = "[" + String.join(",", Collections.nCopies(32, "\"guitar\"")) + "]";
        var ended = log.end(Topics.RESULTS);
        var outputs = log.end(Topics.OUTPUTS);

        var answer = caller.invokeWithJson("embed", texts).requireSuccess();

        assertThat(answer.body()).hasSizeGreaterThan(Topics.INLINE_LIMIT_BYTES);
        assertThat(log.end(Topics.OUTPUTS).total()).isEqualTo(outputs.total() + 1);
        var record = log.single(ended, found -> header(found, "ce_id").equals(answer.id()));
        assertThat(record.value()).isNullOrEmpty();
        var reference = (Payload.Reference) ((ResultRecord.Ended) ResultCodec.read(record)).body();
        assertThat(reference.topic()).isEqualTo(Topics.OUTPUTS);
        assertThat(log.at(reference).value()).isEqualTo(answer.body());
    }

    @Test
    void refusesABodyAbove16MiBWhetherItsLengthIsSaidOrNot() {
        var body = new byte[Topics.BODY_LIMIT_BYTES + 1];
        Arrays.fill(body, (byte) 'a');
        var accepted = log.end(Topics.INVOCATIONS);
        var inputs = log.end(Topics.INPUTS);

        var said = caller.invoke("embed", body);
        var unsaid = caller.invokeInChunks("embed", body);

        assertThat(said.status()).isEqualTo(413);
        assertThat(said.text()).startsWith("BODY_TOO_LARGE: the body has " + body.length + " bytes; expected at most");
        assertThat(unsaid.status()).isEqualTo(413);
        assertThat(unsaid.text()).startsWith("BODY_TOO_LARGE: ");
        assertThat(log.end(Topics.INVOCATIONS)).isEqualTo(accepted);
        assertThat(log.end(Topics.INPUTS)).isEqualTo(inputs);
    }

    @Test
    void managementCallsReachTheRegistryThroughTheGateway() {
        var registry = "http://127.0.0.1:" + cluster.service("registry-1").port();

        for (var path : List.of("/system/functions", "/system/function/embed", "/v1/models")) {
            assertThat(caller.get(path).json())
                    .as(path)
                    .isNotEmpty()
                    .isEqualTo(caller.get(registry + path).json());
        }
    }

    private static String header(ConsumerRecord<String, byte[]> record, String name) {
        var header = record.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), UTF_8);
    }
}
