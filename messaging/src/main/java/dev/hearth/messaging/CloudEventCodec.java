package dev.hearth.messaging;

import dev.hearth.contracts.invocation.HearthHeaders;
import dev.hearth.contracts.invocation.Payload;
import dev.hearth.contracts.json.RecordVersion;
import dev.hearth.contracts.json.WireJson;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.core.data.BytesCloudEventData;
import io.cloudevents.kafka.KafkaMessageFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A CloudEvent in Kafka's binary mode: standard attributes and one extension, {@code hearth}, that holds the record as
 * JSON, in headers; an inline body's own bytes as value. Where the body travels by reference the JSON has a member
 * {@code reference} and the value is empty.
 */
final class CloudEventCodec {

    private static final String EXTENSION = "hearth";
    private static final String REFERENCE = "reference";
    private static final String VERSION = "recordVersion";

    private CloudEventCodec() {}

    static ProducerRecord<String, byte[]> write(
            Destination destination, Envelope envelope, Object record, Payload body) {
        ObjectNode json = WireJson.mapper().valueToTree(record);
        json.put(VERSION, envelope.recordVersion());
        if (body instanceof Payload.Reference reference) {
            json.set(REFERENCE, WireJson.mapper().valueToTree(reference));
        }
        var event = CloudEventBuilder.v1()
                .withId(envelope.id())
                .withSource(URI.create("/hearth/" + envelope.source()))
                .withType(envelope.type())
                .withSubject(envelope.subject())
                .withTime(Instant.ofEpochMilli(envelope.timeEpochMillis()).atOffset(ZoneOffset.UTC))
                .withExtension(EXTENSION, WireJson.mapper().writeValueAsString(json));
        if (envelope.contentType() != null) {
            event.withDataContentType(envelope.contentType());
        }
        if (body instanceof Payload.Inline inline) {
            event.withData(BytesCloudEventData.wrap(inline.bytes()));
        }
        return KafkaMessageFactory.<String>createWriter(destination.topic(), destination.partition(), destination.key())
                .writeBinary(event.build());
    }

    /** Says in the headers that every tracing system knows what the record says in its JSON. */
    static ProducerRecord<String, byte[]> traced(
            ProducerRecord<String, byte[]> message, @Nullable String traceparent, @Nullable String tracestate) {
        if (traceparent != null) {
            message.headers().add(HearthHeaders.TRACEPARENT, traceparent.getBytes(StandardCharsets.UTF_8));
        }
        if (tracestate != null) {
            message.headers().add(HearthHeaders.TRACESTATE, tracestate.getBytes(StandardCharsets.UTF_8));
        }
        return message;
    }

    /** @throws UndecodableRecordException if the record is not a CloudEvent of Hearth's, or of a later version */
    static Decoded read(ConsumerRecord<String, byte[]> record, Class<?> type, int newestVersion) {
        try {
            CloudEvent event = KafkaMessageFactory.createReader(record).toEvent();
            if (!(event.getExtension(EXTENSION) instanceof String text)) {
                throw new UndecodableRecordException(record, "no attribute ce_" + EXTENSION, null);
            }
            var json = WireJson.mapper().readTree(text);
            RecordVersion.requireReadable(type, json.path(VERSION).asInt(0), newestVersion);
            return new Decoded(event.getType(), json, body(record, json.get(REFERENCE)));
        } catch (UndecodableRecordException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new UndecodableRecordException(record, String.valueOf(e.getMessage()), e);
        }
    }

    private static Payload body(ConsumerRecord<String, byte[]> record, @Nullable JsonNode reference) {
        if (reference != null) {
            return WireJson.mapper().treeToValue(reference, Payload.Reference.class);
        }
        return record.value() == null ? Payload.empty() : new Payload.Inline(record.value());
    }

    /** Where a record goes; a partition left open follows from the key. */
    record Destination(String topic, @Nullable Integer partition, String key) {}

    /** The standard attributes. */
    record Envelope(
            String id,
            String source,
            String type,
            String subject,
            long timeEpochMillis,
            @Nullable String contentType,
            int recordVersion) {}

    /** What a message holds. */
    record Decoded(String type, JsonNode json, Payload body) {}
}
