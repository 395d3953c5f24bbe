package dev.hearth.messaging;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** A record that no reader of this version understands; it goes to {@code hearth.dead}. */
public final class UndecodableRecordException extends RuntimeException {

    UndecodableRecordException(ConsumerRecord<?, ?> record, String why, @Nullable Throwable cause) {
        super(
                record.topic() + "-" + record.partition() + "@" + record.offset() + " is not a Hearth record: " + why,
                cause);
    }
}
