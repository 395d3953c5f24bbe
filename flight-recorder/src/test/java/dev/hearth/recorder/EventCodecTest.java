package dev.hearth.recorder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.scheduling.Event;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EventCodecTest {

    @Test
    void everyKindOfEventIsTried() {
        assertThat(Event.class.getPermittedSubclasses())
                .containsExactlyInAnyOrderElementsOf(Events.ofEachKind().stream()
                        .<Class<?>>map(Event::getClass)
                        .distinct()
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("events")
    void anEventComesBackAsItWas(Event event) {
        var json = EventCodec.write(EventCodec.Line.of(new RecordedEvent(-5, event)));

        assertThat(json).doesNotContain("\n");
        assertThat(EventCodec.line(json)).isEqualTo(new EventCodec.Line(-5, event, null));
    }

    @Test
    void aHeaderComesBackAsItWas() {
        var header = new EventCodec.Header(EventCodec.FORMAT, 3, "2026-01-02T03:04:05Z", Events.SETUP);

        assertThat(EventCodec.header(EventCodec.write(header))).isEqualTo(header);
    }

    @Test
    void theFormatIsWhatItWas() {
        assertThat(EventCodec.write(EventCodec.Line.of(new RecordedEvent(42, Events.arrived("one")))))
                .isEqualTo("{\"nanos\":42,\"event\":{\"kind\":\"InvocationArrived\",\"invocation\":{\"id\":\"one\","
                        + "\"model\":\"minilm:1\",\"modelBytes\":100,\"attempt\":1,"
                        + "\"deadlineNanos\":9223372036854775807,\"maxBatch\":1}}}");
        assertThat(EventCodec.write(new EventCodec.Line(0, null, Ending.BUFFER_FULL)))
                .isEqualTo("{\"nanos\":0,\"end\":\"BUFFER_FULL\"}");
    }

    static List<Event> events() {
        return Events.ofEachKind();
    }
}
