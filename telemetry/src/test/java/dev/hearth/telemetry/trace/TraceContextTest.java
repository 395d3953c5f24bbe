package dev.hearth.telemetry.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceContextTest {

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String PARENT = "00-" + TRACE + "-b7ad6b7169203331-01";

    @Test
    void takesTheCallersPlaceInItsTrace() {
        var context = TraceContext.ofHeaders(List.of(PARENT), List.of("rojo=00f067aa0ba902b7"));

        assertThat(context).contains(new TraceContext(PARENT, "rojo=00f067aa0ba902b7"));
        assertThat(context.orElseThrow().traceId()).isEqualTo(TRACE);
        assertThat(context.orElseThrow().span().isSampled()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
                "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
                "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
                "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-xx",
                "zz-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
            })
    void passesOverAMalformedOne(String traceparent) {
        assertThat(TraceContext.ofHeaders(List.of(traceparent), List.of("rojo=1")))
                .isEmpty();
    }

    @Test
    void passesOverTwoOfThem() {
        assertThat(TraceContext.ofHeaders(List.of(PARENT, PARENT), List.of())).isEmpty();
    }

    @Test
    void takesALaterVersionForWhatItKnowsOfIt() {
        assertThat(TraceContext.ofHeaders(List.of("01-" + TRACE + "-b7ad6b7169203331-01-more"), List.of()))
                .contains(new TraceContext(PARENT, null));
    }

    @Test
    void joinsSeveralStatesAndDropsOnesThatAreTooLongOrMalformed() {
        var joined = TraceContext.ofHeaders(List.of(PARENT), List.of("a=1", "b=2"));
        var tooLong = TraceContext.ofHeaders(
                List.of(PARENT), List.of("a=" + "x".repeat(200), "b=" + "x".repeat(200), "c=" + "x".repeat(200)));
        var malformed = TraceContext.ofHeaders(List.of(PARENT), List.of("no equals sign"));

        assertThat(joined).contains(new TraceContext(PARENT, "a=1,b=2"));
        assertThat(tooLong).contains(new TraceContext(PARENT, null));
        assertThat(malformed).contains(new TraceContext(PARENT, null));
    }

    @Test
    void handsOnNoFlagThatHasNoMeaningYet() {
        assertThat(TraceContext.ofHeaders(List.of("00-" + TRACE + "-b7ad6b7169203331-ff"), List.of()))
                .contains(new TraceContext("00-" + TRACE + "-b7ad6b7169203331-03", null));
    }

    @Test
    void aTraceThatNobodyRecordsHasAnIdOfItsOwnAndIsNotSampled() {
        var one = TraceContext.unrecorded();
        var other = TraceContext.unrecorded();

        assertThat(one.span().isValid()).isTrue();
        assertThat(one.span().isSampled()).isFalse();
        assertThat(one.traceId()).hasSize(32).isNotEqualTo(other.traceId());
    }
}
