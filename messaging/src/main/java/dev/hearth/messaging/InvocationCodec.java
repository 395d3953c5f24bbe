package dev.hearth.messaging;

import dev.hearth.contracts.function.FunctionRecord;
import dev.hearth.contracts.invocation.InvocationRecord;
import dev.hearth.contracts.json.WireJson;
import dev.hearth.contracts.topic.Topics;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Accepted invocations on {@code hearth.invocations}. */
public final class InvocationCodec {

    static final String TYPE = "dev.hearth.invocation.accepted.v1";

    private InvocationCodec() {}

    /**
     * The message for an invocation, key {@code function#shard}.
     *
     * @param source name of the process that writes it
     * @param shard 0 while one partition carries the function's rate
     */
    public static ProducerRecord<String, byte[]> write(InvocationRecord invocation, String source, int shard) {
        var function = FunctionRecord.key(invocation.function(), invocation.namespace());
        var message = CloudEventCodec.write(
                new CloudEventCodec.Destination(Topics.INVOCATIONS, null, function + "#" + shard),
                new CloudEventCodec.Envelope(
                        invocation.id(),
                        source,
                        TYPE,
                        function,
                        invocation.createdEpochMillis(),
                        invocation.contentType(),
                        InvocationRecord.RECORD_VERSION),
                invocation,
                invocation.body());
        return CloudEventCodec.traced(message, invocation.traceparent(), invocation.tracestate());
    }

    /** @throws UndecodableRecordException if it is not an invocation */
    public static InvocationRecord read(ConsumerRecord<String, byte[]> record) {
        var decoded = CloudEventCodec.read(record, InvocationRecord.class, InvocationRecord.RECORD_VERSION);
        if (!decoded.type().equals(TYPE)) {
            throw new UndecodableRecordException(record, "type " + decoded.type() + " instead of " + TYPE, null);
        }
        try {
            return WireJson.mapper()
                    .treeToValue(decoded.json(), InvocationRecord.class)
                    .withBody(decoded.body());
        } catch (RuntimeException e) {
            throw new UndecodableRecordException(record, String.valueOf(e.getMessage()), e);
        }
    }
}
