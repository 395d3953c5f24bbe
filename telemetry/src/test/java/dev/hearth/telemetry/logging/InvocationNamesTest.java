package dev.hearth.telemetry.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

class InvocationNamesTest {

    private static final String PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    @Test
    void linesCarryTheNamesUntilTheScopeIsClosed() {
        try (var _ = InvocationNames.of("4711", "my call", PARENT).put()) {
            assertThat(MDC.getCopyOfContextMap())
                    .isEqualTo(Map.of(
                            "invocation", "4711",
                            "callId", "my call",
                            "traceId", "0af7651916cd43dd8448eb211c80319c"));
        }

        assertThat(MDC.getCopyOfContextMap()).isNullOrEmpty();
    }

    @Test
    void theNamesOfAnInvocationWithinAnothersComeBack() {
        try (var _ = InvocationNames.of("outer", "call", PARENT).put()) {
            try (var _ = InvocationNames.of("inner").put()) {
                assertThat(MDC.getCopyOfContextMap()).isEqualTo(Map.of("invocation", "inner", "callId", "inner"));
            }

            assertThat(MDC.get("invocation")).isEqualTo("outer");
            assertThat(MDC.get("traceId")).isEqualTo("0af7651916cd43dd8448eb211c80319c");
        }
    }
}
