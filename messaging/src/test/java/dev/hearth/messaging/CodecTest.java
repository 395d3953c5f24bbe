package dev.hearth.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.contracts.error.ErrorCode;
import dev.hearth.contracts.invocation.CacheOutcome;
import dev.hearth.contracts.invocation.InvocationRecord;
import dev.hearth.contracts.invocation.InvocationState;
import dev.hearth.contracts.invocation.Payload;
import dev.hearth.contracts.invocation.ResultRecord;
import dev.hearth.contracts.invocation.Timing;
import dev.hearth.contracts.model.ModelReference;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class CodecTest {

    private static final byte[] BODY = "Ein Mann spielt Gitarre ♫".getBytes(StandardCharsets.UTF_8);

    @Test
    void anInvocationIsACloudEventWithItsBodyAsItIs() {
        var written = InvocationCodec.write(invocation(new Payload.Inline(BODY)), "gateway-1", 0);

        assertThat(header(written, "ce_specversion")).isEqualTo("1.0");
        assertThat(header(written, "ce_id")).isEqualTo("0190-a");
        assertThat(header(written, "ce_type")).isEqualTo("dev.hearth.invocation.accepted.v1");
        assertThat(header(written, "ce_subject")).isEqualTo("embed.openfaas-fn");
        assertThat(header(written, "content-type")).isEqualTo("text/plain;charset=utf-8");
        assertThat(written.key()).isEqualTo("embed.openfaas-fn#0");
        assertThat(written.value()).isSameAs(BODY);

        var read = InvocationCodec.read(arrived(written));
        assertThat(read.withBody(Payload.empty())).usingRecursiveComparison().isEqualTo(invocation(Payload.empty()));
        assertThat(((Payload.Inline) read.body()).bytes()).isEqualTo(BODY);
    }

    @Test
    void aBodyByReferenceTravelsAsPartitionAndOffset() {
        var reference = new Payload.Reference("hearth.inputs", 2, 4711, 1_000_000);

        var read = InvocationCodec.read(arrived(InvocationCodec.write(invocation(reference), "gateway-1", 0)));

        assertThat(read.body()).isEqualTo(reference);
    }

    @Test
    void aTerminalRecordGoesToThePartitionItsInvocationNames() {
        var ended = ended();

        var written = ResultCodec.write(ended, "worker-1", 3, 2_000);

        assertThat(written.partition()).isEqualTo(3);
        assertThat(header(written, "ce_type")).isEqualTo("dev.hearth.invocation.failed.v1");
        var read = (ResultRecord.Ended) ResultCodec.read(arrived(written));
        assertThat(read.withBody(ended.body())).isEqualTo(ended);
    }

    @Test
    void whatARecordIsTracedUnderIsInTheHeadersThatTracingSystemsKnow() {
        var parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

        var invocation = InvocationCodec.write(invocation(Payload.empty()).traced(parent, "vendor=1"), "gateway-1", 0);
        var result = ResultCodec.write(ended().traced(parent, null), "worker-1", 3, 2_000);

        assertThat(header(invocation, "traceparent")).isEqualTo(parent);
        assertThat(header(invocation, "tracestate")).isEqualTo("vendor=1");
        assertThat(InvocationCodec.read(arrived(invocation)).traceparent()).isEqualTo(parent);
        assertThat(InvocationCodec.read(arrived(invocation)).tracestate()).isEqualTo("vendor=1");
        assertThat(header(result, "traceparent")).isEqualTo(parent);
        assertThat(result.headers().lastHeader("tracestate")).isNull();
        assertThat(((ResultRecord.Ended) ResultCodec.read(arrived(result))).traceparent())
                .isEqualTo(parent);
    }

    @Test
    void aRecordWithoutATraceIsWrittenAndReadAsBeforeThereWereAny() {
        var written = InvocationCodec.write(invocation(Payload.empty()), "gateway-1", 0);

        assertThat(written.headers().lastHeader("traceparent")).isNull();
        assertThat(header(written, "ce_hearth")).doesNotContain("trace");
        assertThat(InvocationCodec.read(arrived(written)).traceparent()).isNull();
    }

    @Test
    void anAttemptIsReadBackAsOne() {
        var attempt = new ResultRecord.Attempt("0190-a", 2);

        assertThat(ResultCodec.read(arrived(ResultCodec.write(attempt, "scheduler-1", 3, 2_000))))
                .isEqualTo(attempt);
    }

    @Test
    void fieldsOfALaterVersionAreIgnored() {
        var written = ResultCodec.write(new ResultRecord.Attempt("0190-a", 2), "scheduler-1", 3, 2_000);
        written.headers().remove("ce_hearth");
        written.headers()
                .add("ce_hearth", "{\"id\":\"0190-a\",\"attempt\":2,\"shoeSize\":44}".getBytes(StandardCharsets.UTF_8));

        assertThat(ResultCodec.read(arrived(written))).isEqualTo(new ResultRecord.Attempt("0190-a", 2));
    }

    @Test
    void anInvocationOfTheVersionBeforeBatchesRunsAloneAndWaitsForNobody() {
        var written = InvocationCodec.write(invocation(Payload.empty()), "gateway-1", 0);
        var older = header(written, "ce_hearth").replace(",\"maxBatch\":8,\"maxDelayMillis\":0", "");
        written.headers().remove("ce_hearth");
        written.headers().add("ce_hearth", older.getBytes(StandardCharsets.UTF_8));

        var read = InvocationCodec.read(arrived(written));

        assertThat(older).doesNotContain("max");
        assertThat(read.maxBatch()).isEqualTo(1);
        assertThat(read.maxDelayMillis()).isZero();
    }

    @Test
    void whatIsNoCloudEventIsUndecodable() {
        var record = arrived(new ProducerRecord<>("hearth.invocations", 0, "key", BODY));

        assertThatThrownBy(() -> InvocationCodec.read(record))
                .isInstanceOf(UndecodableRecordException.class)
                .hasMessageContaining("hearth.invocations-0@17");
    }

    private static InvocationRecord invocation(Payload body) {
        return new InvocationRecord(
                "0190-a",
                "my-call",
                "embed",
                "openfaas-fn",
                3,
                new ModelReference("minilm-int8", 1),
                "cafe",
                22_000_000,
                8,
                1,
                1_000,
                31_000,
                3,
                "text/plain;charset=utf-8",
                body);
    }

    private static ResultRecord.Ended ended() {
        return new ResultRecord.Ended(
                "0190-a",
                "my-call",
                "embed",
                "openfaas-fn",
                3,
                new ModelReference("minilm-int8", 1),
                2,
                InvocationState.FAILED,
                "worker-1",
                99,
                "worker-1/0",
                CacheOutcome.FALSE_MISS,
                new Timing(1, 2, 3, 4, 10),
                1_000,
                1_005,
                1_010,
                new ResultRecord.Failure(ErrorCode.BAD_INPUT, "Gitarre ♫ is not a tensor"),
                null,
                Payload.empty());
    }

    private static String header(ProducerRecord<String, byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    /** The message as a consumer gets it. */
    private static ConsumerRecord<String, byte[]> arrived(ProducerRecord<String, byte[]> sent) {
        return new ConsumerRecord<>(
                sent.topic(),
                sent.partition() == null ? 0 : sent.partition(),
                17,
                0,
                TimestampType.CREATE_TIME,
                0,
                sent.value() == null ? 0 : sent.value().length,
                sent.key(),
                sent.value(),
                sent.headers(),
                Optional.empty());
    }
}
