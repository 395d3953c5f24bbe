package dev.hearth.gateway.invocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hearth.contracts.error.ErrorCode;
import dev.hearth.contracts.invocation.HearthHeaders;
import dev.hearth.gateway.problem.RefusedException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;

class CallerHeadersTest {

    private static final Duration CAP = Duration.ofSeconds(30);

    @ParameterizedTest
    @CsvSource({"500ms, 500", "5s, 5000", "7, 7000", "1m, 30000", "2h, 30000", "30001ms, 30000"})
    void takesTheCallersTimeoutUpToTheFunctions(String text, long millis) {
        assertThat(CallerHeaders.timeout(headers(HearthHeaders.TIMEOUT, text), CAP))
                .isEqualTo(Duration.ofMillis(millis));
    }

    @Test
    void takesTheFunctionsTimeoutWhereTheCallerNamesNone() {
        assertThat(CallerHeaders.timeout(new HttpHeaders(), CAP)).isEqualTo(CAP);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "0s", "-1s", "1.5s", "5 s", "soon", "5d", "9999999999"})
    void refusesATimeoutThatIsNoPositiveDuration(String text) {
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> CallerHeaders.timeout(headers(HearthHeaders.TIMEOUT, text), CAP))
                .withMessageContaining("'" + text + "'")
                .withMessageContaining("500ms")
                .matches(refusal -> refusal.code() == ErrorCode.BAD_INPUT);
    }

    @Test
    void labelsWithTheCallersIdOrElseTheInvocations() {
        assertThat(CallerHeaders.label(headers(HearthHeaders.CALL_ID, "order 66"), "id"))
                .isEqualTo("order 66");
        assertThat(CallerHeaders.label(headers(HearthHeaders.CALL_ID, "x".repeat(256)), "id"))
                .hasSize(256);
        assertThat(CallerHeaders.label(new HttpHeaders(), "id")).isEqualTo("id");
    }

    @Test
    void refusesALabelTooLongOrNotPrintable() {
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> CallerHeaders.label(headers(HearthHeaders.CALL_ID, "x".repeat(257)), "id"))
                .withMessageContaining("257")
                .withMessageContaining("256");
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> CallerHeaders.label(headers(HearthHeaders.CALL_ID, "a\tb"), "id"));
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> CallerHeaders.label(headers(HearthHeaders.CALL_ID, "gr\u00fcn"), "id"));
    }

    private static HttpHeaders headers(String name, String value) {
        var headers = new HttpHeaders();
        headers.set(name, value);
        return headers;
    }
}
