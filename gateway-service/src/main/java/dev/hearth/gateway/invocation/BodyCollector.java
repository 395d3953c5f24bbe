package dev.hearth.gateway.invocation;

import dev.hearth.contracts.error.ErrorCode;
import dev.hearth.contracts.topic.Topics;
import dev.hearth.gateway.admission.Admission;
import dev.hearth.gateway.problem.RefusedException;
import java.util.Arrays;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.server.reactive.ServerHttpRequest;
import reactor.core.publisher.Mono;

/**
 * Reads a request's body into one array: with its length known each byte is copied once, else the array doubles as the
 * body grows. Its bytes are reserved with the invocation's permit.
 */
final class BodyCollector {

    private static final int FIRST_BYTES = 4 << 10;

    private final Admission.Permit permit;
    private byte[] bytes = new byte[0];
    private int length;

    private BodyCollector(Admission.Permit permit) {
        this.permit = permit;
    }

    /** Fails with a refusal if the body is longer than allowed, said or not, or if the gateway holds too much already. */
    static Mono<byte[]> read(ServerHttpRequest request, Admission.Permit permit) {
        var said = request.getHeaders().getContentLength();
        if (said > Topics.BODY_LIMIT_BYTES) {
            return Mono.error(tooLarge(said + " bytes"));
        }
        return Mono.defer(() -> {
            var collector = new BodyCollector(permit);
            collector.growTo((int) Math.max(said, 0));
            return request.getBody()
                    .collect(() -> collector, BodyCollector::add)
                    .map(BodyCollector::body);
        });
    }

    private void add(DataBuffer buffer) {
        try {
            var more = buffer.readableByteCount();
            ensure(length + more);
            buffer.read(bytes, length, more);
            length += more;
        } finally {
            DataBufferUtils.release(buffer);
        }
    }

    private void ensure(int needed) {
        if (needed > Topics.BODY_LIMIT_BYTES) {
            throw tooLarge("more than " + Topics.BODY_LIMIT_BYTES + " bytes");
        }
        if (needed > bytes.length) {
            var doubled = Math.max(FIRST_BYTES, bytes.length * 2);
            growTo(Math.min(Topics.BODY_LIMIT_BYTES, Math.max(needed, doubled)));
        }
    }

    private void growTo(int capacity) {
        if (!permit.reserve(capacity - bytes.length)) {
            throw RefusedException.forNow(
                    ErrorCode.QUEUE_FULL,
                    "the gateway holds as many bytes of bodies as it may; this one needs " + capacity);
        }
        bytes = Arrays.copyOf(bytes, capacity);
    }

    private byte[] body() {
        return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    }

    private static RefusedException tooLarge(String actual) {
        return new RefusedException(
                ErrorCode.BODY_TOO_LARGE,
                "the body has " + actual + "; expected at most " + Topics.BODY_LIMIT_BYTES + " bytes");
    }
}
