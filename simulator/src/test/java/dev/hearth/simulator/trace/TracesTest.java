package dev.hearth.simulator.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.csv.BadFileException;
import dev.hearth.simulator.TraceFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TracesTest {

    private static final String COUNTS = "HashOwner,HashApp,HashFunction,Trigger,480,481,482\n";

    @TempDir
    Path folder;

    @Test
    void readsArrivals() throws IOException {
        Trace trace = read("arrival_ms,function\n5,f02\n5,f01\n\n70,f02\n", LoadOptions.defaults());

        assertThat(trace.name()).isEqualTo("load");
        assertThat(trace.arrivals())
                .containsExactly(new Arrival(5, "f02"), new Arrival(5, "f01"), new Arrival(70, "f02"));
        assertThat(trace.functions()).containsExactly("f01", "f02");
        assertThat(trace.mostRequested()).isEqualTo("f02");
    }

    @Test
    void spreadsCountsOfTheMostPopularOverTheirMinutes() throws IOException {
        String file = COUNTS + "o,a,seldom,http,1,0,1\no,a,often,http,9,3,9\no,a,never,timer,0,0,0\n";
        LoadOptions options = new LoadOptions(OptionalInt.of(1), 1.0, 325, OptionalInt.of(481), 2, 7);

        Trace trace = read(file, options);

        assertThat(trace.functions()).containsExactly("f01");
        assertThat(trace.arrivals()).hasSize(12);
        assertThat(trace.arrivals().stream().filter(arrival -> arrival.millis() < 60_000))
                .hasSize(3);
        assertThat(trace.arrivals()).allMatch(arrival -> arrival.millis() < 120_000);
        assertThat(read(file, options)).isEqualTo(trace);
        assertThat(read(file, options.withSeed(8))).isNotEqualTo(trace);
    }

    @Test
    void readsTheAzureFunctionsTrace() {
        LoadOptions options = new LoadOptions(OptionalInt.of(25), 1.0, 325, OptionalInt.of(480), 6, 1);

        Trace trace = Traces.named(TraceFiles.path("azure2019_500functions_min480-959"), options);

        assertThat(trace.functions()).hasSize(25).startsWith("f01").endsWith("f25");
        assertThat(trace.mostRequested()).isEqualTo("f01");
        assertThat(trace.arrivals().getLast().millis()).isBetween(300_000L, 359_999L);
    }

    @Test
    void readsTheAzureLlmTraceAsOneFunctionOrSeveral() {
        String file = TraceFiles.path("azure_llm_2023_code");

        Trace one = Traces.named(file, LoadOptions.defaults());
        Trace several = Traces.named(file, LoadOptions.defaults().withFunctions(10));

        assertThat(one.arrivals()).hasSize(8819).startsWith(new Arrival(0, "f01"), new Arrival(52, "f01"));
        assertThat(several.functions()).hasSize(10);
        assertThat(several.arrivals().stream().map(Arrival::millis))
                .containsExactlyElementsOf(
                        one.arrivals().stream().map(Arrival::millis).toList());
    }

    @Test
    void makesSyntheticLoadOfAnEvenRateAndZipfPopularity() {
        LoadOptions options = LoadOptions.defaults().withFunctions(20).withSeed(3);

        Trace trace = Traces.named("zipf", options);

        assertThat(trace.name()).isEqualTo("zipf-20-1.0-seed3");
        assertThat(trace.arrivals().stream()
                        .collect(Collectors.groupingBy(arrival -> arrival.millis() / 60_000, Collectors.counting()))
                        .values())
                .containsExactly(325L, 325L, 325L, 325L, 325L, 325L);
        long first = trace.arrivals().stream()
                .filter(arrival -> arrival.function().equals("f01"))
                .count();
        // 1 / (1 + 1/2 + ... + 1/20) = 27.8 % of 1,950.
        assertThat(first).isBetween(480L, 605L);
        assertThat(Traces.named("zipf", options)).isEqualTo(trace);
        assertThat(Traces.named("zipf", options.withSeed(4))).isNotEqualTo(trace);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "arrival_ms,function;x,f01|line 2: arrival_ms 'x' is not a whole number of at least 0",
                "arrival_ms,function;1,f01;-1,f01|line 3: arrival_ms '-1' is not a whole number of at least 0",
                "arrival_ms,function;2,f01;1,f01|line 3: arrival_ms 1 is before that of the line above, 2",
                "arrival_ms,function;1,|line 2: function is empty",
                "arrival_ms,function;1,f01,7|line 2: has 3 cells where the heading has 2",
                "arrival_ms,function;1,f01;\"2,f01|line 3: is no CSV",
                "arrival_ms,function|line 1: no line follows the heading",
                "time,name;1,f01|line 1: begins with 'time,name'; known are arrival_ms,function; HashOwner",
                "HashOwner,HashApp,HashFunction,Trigger,1;o,a,f,http,many|line 2: 1 'many' is not a whole number",
                "TIMESTAMP,ContextTokens;noon,1|line 2: TIMESTAMP 'noon' is not a time such as 2023-11-16",
            })
    void saysWhatIsWrongWithWhichLine(String file, String message) {
        assertThatThrownBy(() -> read(file.replace(';', '\n'), LoadOptions.defaults()))
                .isInstanceOf(BadFileException.class)
                .hasMessageStartingWith(folder.resolve("load.csv") + ", ")
                .hasMessageContaining(message);
    }

    @Test
    void saysIfThereIsNoFileOrNothingInIt() {
        assertThatThrownBy(() -> Traces.named("missing.csv", LoadOptions.defaults()))
                .hasMessage("missing.csv does not exist");
        assertThatThrownBy(() -> read("", LoadOptions.defaults())).hasMessageContaining("line 1: begins with ''");
        assertThatThrownBy(() -> read(COUNTS + "o,a,f,http,0,0,0\n", LoadOptions.defaults()))
                .hasMessageContaining("trace load has 0 arrivals");
        assertThatThrownBy(() -> read(
                        COUNTS + "o,a,f,http,1,0,0\n",
                        new LoadOptions(OptionalInt.empty(), 1.0, 325, OptionalInt.of(479), 6, 1)))
                .hasMessageContaining("has no minute 479; it has 480 to 482");
    }

    private Trace read(String text, LoadOptions options) throws IOException {
        Path file = Files.writeString(folder.resolve("load.csv"), text);
        return Traces.named(file.toString(), options);
    }
}
