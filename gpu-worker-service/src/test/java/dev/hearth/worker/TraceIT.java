package dev.hearth.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.contracts.invocation.InvocationState;
import dev.hearth.contracts.model.ModelReference;
import dev.hearth.contracts.worker.DispatchRequest;
import dev.hearth.testing.LogLines;
import org.junit.jupiter.api.Test;

/** What a dispatch is traced under in its terminal record and in the worker's lines; nothing is exported. */
class TraceIT extends RunningWorker {

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String PARENT = "00-" + TRACE + "-b7ad6b7169203331-01";

    @Test
    void aDispatchsTraceGoesOnInItsTerminalRecordAndEveryLine() throws Exception {
        try (var lines = LogLines.of("dev.hearth.worker")) {
            var model = new ModelReference("traced", 1);
            miniLm.importAs(model);
            var request = request(model, 0).traced(PARENT, "rojo=1");

            dispatch(request, bytes(GUITAR));

            var ended = result(request.invocation());
            assertThat(ended.state()).isEqualTo(InvocationState.SUCCEEDED);
            assertThat(ended.traceparent()).isEqualTo(PARENT);
            assertThat(ended.tracestate()).isEqualTo("rojo=1");
            assertThatLinesNameTheTrace(lines, request);
            assertThat(lines.containing(request.invocation()))
                    .anySatisfy(line -> assertThat(line.text()).startsWith("loaded model=model://traced:1"))
                    .anySatisfy(line -> assertThat(line.text()).startsWith("ended invocation="));
            assertThat(lines.containing("guitar")).isEmpty();
        }
    }

    @Test
    void aFailureAndARefusalNameTheirTraceToo() throws Exception {
        try (var lines = LogLines.of("dev.hearth.worker")) {
            var empty = request(MiniLm.REFERENCE, 0).traced(PARENT, null);
            var refused = request(MiniLm.REFERENCE, 9).traced(PARENT, null);

            dispatch(empty, new byte[0]);
            dispatch(refused, bytes(GUITAR));

            assertThat(result(empty.invocation()).state()).isEqualTo(InvocationState.FAILED);
            assertThatLinesNameTheTrace(lines, empty);
            assertThatLinesNameTheTrace(lines, refused);
        }
    }

    private static void assertThatLinesNameTheTrace(LogLines lines, DispatchRequest request) {
        assertThat(lines.containing(request.invocation())).isNotEmpty().allSatisfy(line -> {
            assertThat(line.traceId()).isEqualTo(TRACE);
            assertThat(line.callId()).isEqualTo(request.label());
        });
    }
}
