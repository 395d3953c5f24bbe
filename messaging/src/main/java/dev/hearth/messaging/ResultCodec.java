package dev.hearth.messaging;

import dev.hearth.contracts.function.FunctionRecord;
import dev.hearth.contracts.invocation.Payload;
import dev.hearth.contracts.invocation.ResultRecord;
import dev.hearth.contracts.json.WireJson;
import dev.hearth.contracts.topic.Topics;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Attempts and terminal records on {@code hearth.results}, always in the partition that the invocation names. */
public final class ResultCodec {

    private static final String ATTEMPT_TYPE = "dev.hearth.invocation.attempt.v1";
    private static final String ENDED_PREFIX = "dev.hearth.invocation.";
    private static final String ENDED_SUFFIX = ".v1";

    private ResultCodec() {}

    /**
     * @param source name of the process that writes it
     * @param partition of {@code hearth.results}
     */
    public static ProducerRecord<String, byte[]> write(
            ResultRecord result, String source, int partition, long timeEpochMillis) {
        var destination = new CloudEventCodec.Destination(Topics.RESULTS, partition, result.id());
        return switch (result) {
            case ResultRecord.Attempt attempt ->
                CloudEventCodec.write(
                        destination,
                        new CloudEventCodec.Envelope(
                                attempt.id(),
                                source,
                                ATTEMPT_TYPE,
                                attempt.id(),
                                timeEpochMillis,
                                null,
                                ResultRecord.RECORD_VERSION),
                        attempt,
                        Payload.empty());
            case ResultRecord.Ended ended ->
                CloudEventCodec.traced(
                        CloudEventCodec.write(
                                destination,
                                new CloudEventCodec.Envelope(
                                        ended.id(),
                                        source,
                                        ENDED_PREFIX + ended.state().wireName() + ENDED_SUFFIX,
                                        FunctionRecord.key(ended.function(), ended.namespace()),
                                        timeEpochMillis,
                                        ended.contentType(),
                                        ResultRecord.RECORD_VERSION),
                                ended,
                                ended.body()),
                        ended.traceparent(),
                        ended.tracestate());
        };
    }

    /** @throws UndecodableRecordException if it is neither an attempt nor a terminal record */
    public static ResultRecord read(ConsumerRecord<String, byte[]> record) {
        var decoded = CloudEventCodec.read(record, ResultRecord.class, ResultRecord.RECORD_VERSION);
        try {
            if (decoded.type().equals(ATTEMPT_TYPE)) {
                return WireJson.mapper().treeToValue(decoded.json(), ResultRecord.Attempt.class);
            }
            return WireJson.mapper()
                    .treeToValue(decoded.json(), ResultRecord.Ended.class)
                    .withBody(decoded.body());
        } catch (RuntimeException e) {
            throw new UndecodableRecordException(record, String.valueOf(e.getMessage()), e);
        }
    }
}
