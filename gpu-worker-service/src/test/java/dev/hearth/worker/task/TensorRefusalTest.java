package dev.hearth.worker.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is wrong with a request is said in words that name it, before anything runs. */
class TensorRefusalTest {

    private static final Duration AT_ONCE = Duration.ofSeconds(5);
    private static final int BODY_BYTES = 16 << 20;

    @TempDir
    private static Path directory;

    private static TensorModel image;

    @BeforeAll
    static void load() throws Exception {
        image = TensorModel.identity(directory, DataType.FLOAT, -1, 1, 2, 3);
    }

    @AfterAll
    static void close() {
        image.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[1,1,2,2] | [1,2,3,4] | has shape [1,1,2,2], expected [-1,1,2,3]",
                "[1,2,3] | [1,2,3,4,5,6] | has shape [1,2,3], expected [-1,1,2,3]",
                "[1,1,2,-3] | [1] | has the dimension -3, expected a whole number from 0 to 2147483647",
                "[1,1,2,3.0] | [1] | has the dimension 3.0, expected a whole number",
                "[1,1,2,3000000000] | [1] | has the dimension 3000000000, expected",
                "\"1,1\" | [1] | has as shape the string '1,1', expected an array of whole numbers",
                "[2147483647,1,2,3] | [1] | has shape [2147483647,1,2,3], which is more elements than a body of 81 bytes can hold",
                "[1,1,2,3] | [1,2,3,4,5] | has 5 elements in its data, expected 6 for shape [1,1,2,3]",
                "[1,1,2,3] | [1,2,3,4,5,6,7] | has more than 6 elements in its data, expected 6 for shape [1,1,2,3]",
                "[1,1,2,3] | [[[[1,2,3],[4,5]]]] | has 2 items in an array of its data, expected 3 in dimension 3 of shape"
                        + " [1,1,2,3]",
                "[1,1,2,3] | [[[[1,2,3]]]] | has 1 items in an array of its data, expected 2 in dimension 2",
                "[1,1,2,3] | [[[[1,2,3],4]]] | has 4 among the arrays of its data, expected an array of 3",
                "[1,1,2,3] | [1,2,3,4,5,[6]] | has an array as element 5 of its data, expected a finite number (FP32)",
                "[1,1,2,3] | [1,2,\"3\"] | has the string '3' as element 2 of its data, expected a finite number (FP32)",
                "[1,1,2,3] | [1,null] | has null as element 1 of its data",
                "[1,1,2,3] | [NaN] | has NaN as element 0 of its data, expected a finite number (FP32)",
                "[1,1,2,3] | [-Infinity] | has -Infinity as element 0 of its data",
                "[1,1,2,3] | [1e39] | has 1e39 as element 0 of its data, expected a finite number (FP32)",
                "[1,1,2,3] | [1e999999999] | has 1e999999999 as element 0 of its data",
                "[1,1,2,3] | 7 | has as data 7, expected an array",
            })
    void namesWhatIsWrongWithATensor(String shape, String data, String complaint) {
        assertRefused(TensorTaskTest.request("FP32", shape, data), "input 'x' " + complaint);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "INT8 | 128 | a whole number from -128 to 127 (INT8)",
                "UINT8 | -1 | a whole number from 0 to 255 (UINT8)",
                "INT16 | 32768 | a whole number from -32768 to 32767 (INT16)",
                "INT32 | 2147483648 | a whole number from -2147483648 to 2147483647 (INT32)",
                "INT64 | 9223372036854775808 | a whole number from -9223372036854775808 to 9223372036854775807 (INT64)",
                "INT64 | 1.5 | a whole number",
                "INT64 | true | a whole number",
                "BOOL | 1 | true or false (BOOL)",
                "FP16 | 65520 | a finite number (FP16)",
                "FP64 | 1e309 | a finite number (FP64)",
            })
    void namesANumberThatIsNotOfTheType(String datatype, String number, String expected) throws Exception {
        var onnx = TensorType.valueOf(datatype);
        var declared = Arrays.stream(DataType.values())
                .filter(type ->
                        TensorType.declared(type.name()).filter(onnx::equals).isPresent())
                .findFirst()
                .orElseThrow();
        try (var model = TensorModel.identity(directory, declared, 1)) {
            assertThatThrownBy(() -> model.run(TensorTaskTest.request(datatype, "[1]", "[" + number + "]")))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining(
                            "input 'x' has " + number + " as element 0 of its data, expected " + expected);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | the body has no 'inputs'; expected {\"inputs\":[",
                "[] | the body is a JSON array; expected {\"inputs\":[",
                "7 | the body is a JSON number; expected",
                "{\"inputs\":7} | 'inputs' is no array; expected",
                "{\"inputs\":[7]} | 'inputs' holds 7, expected",
                "{\"inputs\":[]} | input 'x' is missing, expected each of [x] once",
                "{\"inputs\":[{}]} | an input has no name, expected one of [x]",
                "{\"inputs\":[{\"name\":7}]} | an input has as name 7, expected a string",
                "{\"inputs\":[{\"name\":\"y\"}]} | input 'y' is not one of the graph, expected each of [x] once",
                "{\"inputs\":[X,X]} | input 'x' is given twice, expected each of [x] once",
                "{\"inputs\":[X,{\"name\":\"z\"}]} | input 'z' is not one of the graph",
                "{\"inputs\":[X],\"inputs\":[X]} | the body has 'inputs' twice",
                "{\"inputs\":[{\"name\":\"x\"}]} | input 'x' has datatype 'null', expected FP32",
                "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP64\"}]} | input 'x' has datatype 'FP64', expected FP32",
                "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\"}]} | input 'x' has no shape, expected [-1,1,2,3]",
                "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[1,1,2,3]}]} | input 'x' has no data",
                "{\"inputs\":[{\"name\":\"x\",\"name\":\"x\"}]} | input 'x' has 'name' twice",
                "{\"inputs\":[X],\"id\":7} | the id is 7, expected a string of at most 1024 characters",
                "{\"inputs\":[X],\"outputs\":[{\"name\":\"z\"}]} | output 'z' cannot be given, expected each of [y] at most"
                        + " once",
                "{\"inputs\":[X],\"outputs\":[{\"name\":\"y\"},{\"name\":\"y\"}]} | output 'y' cannot be given",
                "{\"inputs\":[X],\"outputs\":[\"y\"]} | 'outputs' holds the string 'y', expected objects with a name",
                "{\"inputs\":[X],\"outputs\":\"y\"} | 'outputs' is the string 'y', expected one array",
                "{\"inputs\":[X]} {} | the body goes on after its JSON object",
                "{\"inputs\":[X]}] | the body is not JSON",
                "{\"inputs\":[X] | the body is not JSON (Unexpected end-of-input",
                "hello | the body is not JSON (Unrecognized token 'hello'",
                "`` | the body is empty",
                "` ` | the body is blank",
            })
    void namesWhatIsWrongWithARequest(String body, String complaint) {
        var x = "{\"name\":\"x\",\"shape\":[1,1,2,3],\"datatype\":\"FP32\",\"data\":[1,2,3,4,5,6]}";

        assertRefused(body.replace("X", x), complaint);
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void refusesAHostileBodyAtOnce(HostileBody hostile) {
        var body = hostile.body();
        long begun = System.nanoTime();

        assertThatThrownBy(() -> image.run(body))
                .isInstanceOf(BadInputException.class)
                .satisfies(refusal -> assertThat(refusal.getMessage()).hasSizeLessThan(600));

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(AT_ONCE);
    }

    static Stream<HostileBody> hostile() {
        return Stream.concat(
                HostileBody.json(BODY_BYTES),
                Stream.of(
                        HostileBody.filled("deep data", "{\"inputs\":[{\"name\":\"x\",\"data\":", "[", "", BODY_BYTES),
                        HostileBody.filled("many inputs", "{\"inputs\":[", "{},", "", BODY_BYTES),
                        HostileBody.filled("one input without end", "{\"inputs\":[{", "\"a\":1,", "", BODY_BYTES),
                        HostileBody.filled(
                                "endless shape", "{\"inputs\":[{\"name\":\"x\",\"shape\":[", "1,", "", BODY_BYTES),
                        HostileBody.filled("long name", "{\"inputs\":[{\"name\":\"", "x", "\"}]}", BODY_BYTES),
                        HostileBody.filled("long id", "{\"id\":\"", "x", "\",\"inputs\":[]}", BODY_BYTES),
                        HostileBody.filled(
                                "many numbers",
                                "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[1,1,2,3],\"data\":[",
                                "1,",
                                "1]}]}",
                                BODY_BYTES)));
    }

    private static void assertRefused(String body, String complaint) {
        assertThatThrownBy(() -> image.run(body.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(complaint);
    }
}
