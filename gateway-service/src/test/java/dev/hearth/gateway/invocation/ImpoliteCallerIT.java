package dev.hearth.gateway.invocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hearth.contracts.topic.Topics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

/** Callers that hang up, pause or do not read. */
class ImpoliteCallerIT extends RunningGateway {

    private static final int MEGABYTE = 1 << 20;

    @Autowired
    ImpoliteCallerIT(ApplicationContext gateway) {
        super(gateway);
    }

    @Test
    void stopsWaitingForACallerThatHangsUp() throws IOException {
        try (var caller = new Socket(InetAddress.getLoopbackAddress(), port)) {
            caller.getOutputStream()
                    .write("GET /function/silent HTTP/1.1\r\nHost: hearth\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            await().atMost(Duration.ofSeconds(10)).until(() -> waiters.size() == 1);
        }

        awaitNobodyWaiting();
    }

    @Test
    void cutsACallerOffThatWasAnsweredAndNeverSendsTheRestOfItsBody() throws IOException {
        assertThat(answerTo("POST /function/nobody HTTP/1.1\r\nHost: hearth\r\nContent-Length: 1000\r\n\r\nstalled", 0))
                .startsWith("HTTP/1.1 404 ");
    }

    @Test
    void cutsACallerOffWhoseBodyWasRefusedInItsMiddle() throws IOException {
        assertThat(answerTo(
                        "POST /function/echo HTTP/1.1\r\nHost: hearth\r\nTransfer-Encoding: chunked\r\n\r\n",
                        Topics.BODY_LIMIT_BYTES + MEGABYTE))
                .startsWith("HTTP/1.1 413 ");
        awaitNobodyWaiting();
    }

    @Test
    void cutsACallerOffThatPausesWithinItsBody() throws IOException {
        assertThat(answerTo("POST /function/echo HTTP/1.1\r\nHost: hearth\r\nContent-Length: 1000\r\n\r\nstalled", 0))
                .isEmpty();
        awaitNobodyWaiting();
    }

    @Test
    void holdsTheBytesOfAResultUntilItsCallerHasReadThem() throws IOException {
        try (var caller = callerForLargeResult()) {
            var in = caller.getInputStream();
            assertThat((char) in.read()).isEqualTo('H');

            assertThat(admission.bodyBytes()).isEqualTo(Topics.BODY_LIMIT_BYTES);

            assertThat(in.readAllBytes()).hasSizeGreaterThan(Topics.BODY_LIMIT_BYTES);
        }
        awaitNobodyWaiting();
    }

    @Test
    void cutsACallerOffThatDoesNotReadItsAnswer() throws IOException {
        try (var caller = callerForLargeResult()) {
            assertThat((char) caller.getInputStream().read()).isEqualTo('H');

            awaitNobodyWaiting();
        }
    }

    private Socket callerForLargeResult() throws IOException {
        var caller = new Socket();
        caller.setReceiveBufferSize(1 << 16);
        caller.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        var out = caller.getOutputStream();
        out.write(("POST /function/large HTTP/1.1\r\nHost: hearth\r\nConnection: close\r\nContent-Length: "
                        + Topics.BODY_LIMIT_BYTES + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        out.write(new byte[Topics.BODY_LIMIT_BYTES]);
        return caller;
    }

    /** Sends a request that never ends and reads until the gateway closes the connection. */
    private String answerTo(String head, int chunkBytes) throws IOException {
        try (var caller = new Socket(InetAddress.getLoopbackAddress(), port)) {
            caller.setSoTimeout((int) Duration.ofSeconds(20).toMillis());
            var out = caller.getOutputStream();
            out.write(head.getBytes(StandardCharsets.US_ASCII));
            if (chunkBytes > 0) {
                out.write((Integer.toHexString(chunkBytes) + "\r\n").getBytes(StandardCharsets.US_ASCII));
                out.write(new byte[chunkBytes]);
            }
            return new String(caller.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }
}
