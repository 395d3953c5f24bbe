package dev.hearth.gateway.invocation;

import dev.hearth.contracts.error.ErrorCode;
import dev.hearth.gateway.problem.RefusedException;
import java.util.concurrent.CompletionException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.springframework.kafka.KafkaException;

/** What a failed append means to the caller: whether the invocation surely is not in the log, or may be. */
final class AppendFailure {

    private AppendFailure() {}

    /** The producer took nothing: the append surely did not happen. */
    static RefusedException notAppended(String id, Throwable failure) {
        return RefusedException.forNow(
                ErrorCode.UNAVAILABLE,
                "invocation " + id + " was not accepted, the log cannot be reached: " + reason(failure));
    }

    /** The producer took the record and then failed: only a broker's refusal says that the append did not happen. */
    static RefusedException afterSend(String id, Throwable failure) {
        var cause = cause(failure);
        if (cause instanceof RecordTooLargeException
                || cause instanceof AuthorizationException
                || cause instanceof InvalidTopicException) {
            return notAppended(id, cause);
        }
        return RefusedException.forNow(
                ErrorCode.ACCEPTANCE_UNKNOWN,
                "invocation " + id + " may have been accepted, the log did not acknowledge it: " + reason(cause));
    }

    /** What lies under the wrappers of futures and of Spring. */
    static Throwable cause(Throwable failure) {
        var cause = failure.getCause();
        var wrapped = failure instanceof CompletionException || failure instanceof KafkaException;
        return wrapped && cause != null ? cause(cause) : failure;
    }

    private static String reason(Throwable failure) {
        return String.valueOf(cause(failure).getMessage());
    }
}
