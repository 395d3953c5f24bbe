package dev.hearth.contracts.function;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.contracts.json.WireJson;
import org.junit.jupiter.api.Test;

/** A function says where its model is to stay; one of an older writer does not. */
class KeepingTest {

    private static final String KEEPING = "\"keeping\":{\"warmMillis\":600000,\"pinned\":true,\"stage\":\"host\"}";

    @Test
    void itTravelsInAFieldOfItsOwn() {
        var read = WireJson.mapper().readValue("{\"model\":\"bert:1\"," + KEEPING + "}", FunctionRecord.class);

        assertThat(read.keeping()).isEqualTo(new Keeping(600_000, true, "host"));
        assertThat(WireJson.mapper().writeValueAsString(read)).contains(KEEPING);
    }

    @Test
    void aRecordOfAnOlderWriterDoesNotSay() {
        var read = WireJson.mapper().readValue("{\"model\":\"bert:1\"}", FunctionRecord.class);

        assertThat(read.keeping()).isNull();
        assertThat(WireJson.mapper().writeValueAsString(read)).doesNotContain("keeping");
    }

    @Test
    void whatItDoesNotSayIsLeftOut() {
        assertThat(WireJson.mapper().writeValueAsString(new Keeping(5, false, null)))
                .isEqualTo("{\"warmMillis\":5}");
        assertThat(WireJson.mapper().readValue("{\"pinned\":true,\"later\":1}", Keeping.class))
                .isEqualTo(new Keeping(0, true, null));
    }
}
