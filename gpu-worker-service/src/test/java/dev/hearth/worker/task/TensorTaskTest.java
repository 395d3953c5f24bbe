package dev.hearth.worker.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.hearth.repository.GraphSignature;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tensors through real graphs. */
class TensorTaskTest {

    @TempDir
    private Path directory;

    @Test
    void answersInTheOpenInferenceProtocol() throws Exception {
        try (var adder = TensorModel.adder(directory)) {
            var answer = adder.run("""
                    {"id":"call 7","parameters":{"priority":[1,{"x":[]}]},"inputs":[
                      {"name":"b","shape":[1,2],"datatype":"FP32","data":[10,20]},
                      {"data":[[1.5,2]],"datatype":"FP32","parameters":{},"shape":[1,2],"name":"a"}]}""");

            assertThat(answer)
                    .isEqualTo("{\"model_name\":\"m\",\"model_version\":\"3\",\"id\":\"call 7\",\"outputs\":"
                            + "[{\"name\":\"sum\",\"shape\":[1,2],\"datatype\":\"FP32\",\"data\":[11.5,22.0]}]}");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "BOOL | BOOL | true,false,true",
                "INT8 | INT8 | -128,0,127",
                "UINT8 | UINT8 | 0,128,255",
                "INT16 | INT16 | -32768,0,32767",
                "INT32 | INT32 | -2147483648,0,2147483647",
                "INT64 | INT64 | -9223372036854775808,0,9223372036854775807",
                "FLOAT16 | FP16 | -65504.0,0.5,9.765625E-4",
                "BFLOAT16 | BF16 | -2.0,0.5,1.0E10",
                "FLOAT | FP32 | -3.4028235E38,0.1,1.4E-45",
                "DOUBLE | FP64 | -1.7976931348623157E308,0.1,4.9E-324"
            })
    void carriesEveryTypeWithoutLoss(DataType declared, String datatype, String values) throws Exception {
        try (var identity = TensorModel.identity(directory, declared, -1)) {
            assertThat(identity.run(request(datatype, "[3]", "[" + values + "]")))
                    .contains("\"datatype\":\"" + datatype + "\"")
                    .contains(datatype.equals("BF16") ? "\"data\":[-2.0,0.5," : "\"data\":[" + values + "]");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "UINT16 | [0,65535]",
                "UINT32 | [0,4294967295]",
                "UINT64 | [0,18446744073709551615]",
            })
    void givesUnsignedIntegersOfEveryWidth(DataType type, String values) throws Exception {
        try (var cast = TensorModel.cast(directory, DataType.INT64, type)) {
            var answer = cast.run(request("INT64", "[2]", values.replace("18446744073709551615", "-1")));

            assertThat(answer).contains("\"datatype\":\"" + type + "\",\"data\":" + values + "}");
        }
    }

    @Test
    void givesTheOutputsAskedForInThatOrder() throws Exception {
        try (var cast = TensorModel.cast(directory, DataType.FLOAT, DataType.INT32)) {
            var input = "{\"inputs\":[{\"name\":\"x\",\"shape\":[1],\"datatype\":\"FP32\",\"data\":[2.5]}]";

            assertThat(cast.run(input + "}")).containsSubsequence("\"values\"", "\"as\"");
            assertThat(cast.run(input + ",\"outputs\":[{\"name\":\"as\"},{\"name\":\"values\"}]}"))
                    .containsSubsequence("\"as\"", "\"values\"");
            assertThat(cast.run(input + ",\"outputs\":[{\"parameters\":{\"name\":\"no\"},\"name\":\"as\"}]}"))
                    .contains("\"as\"")
                    .doesNotContain("\"values\"");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | [] | [7.5] | [7.5]",
                "0,2 | [0,2] | [] | []",
                "2,1,2 | [2,1,2] | [[[1,2]],[[3,4]]] | [1.0,2.0,3.0,4.0]",
            })
    void takesScalarsAndEmptyAndNestedTensors(String declared, String shape, String data, String expected)
            throws Exception {
        var dimensions = declared.isEmpty() ? List.<String>of() : List.of(declared.split(","));
        try (var identity = TensorModel.identity(
                directory,
                DataType.FLOAT,
                dimensions.stream().mapToLong(Long::parseLong).toArray())) {
            assertThat(identity.run(request("FP32", shape, data)))
                    .contains("\"shape\":" + shape + ",\"datatype\":\"FP32\",\"data\":" + expected);
        }
    }

    @Test
    void tellsInfinitiesAndNaNAsStrings() throws Exception {
        try (var cast = TensorModel.cast(directory, DataType.DOUBLE, DataType.FLOAT)) {
            assertThat(cast.run(request("FP64", "[2]", "[1e300,-1e300]")))
                    .contains("\"data\":[\"Infinity\",\"-Infinity\"]");
        }
    }

    @Test
    void refusesDimensionsOfOneNameThatDiffer() throws Exception {
        try (var adder = TensorModel.adder(directory)) {
            assertThatThrownBy(() -> adder.run("""
                            {"inputs":[
                              {"name":"a","shape":[2,2],"datatype":"FP32","data":[1,2,3,4]},
                              {"name":"b","shape":[3,2],"datatype":"FP32","data":[1,2,3,4,5,6]}]}"""))
                    .isInstanceOf(BadInputException.class)
                    .hasMessage("input 'b' has 3 in the dimension 'n', expected 2 as in input 'a'");
        }
    }

    @Test
    void blamesTheCallerForValuesThatTheRuntimeRefuses() throws Exception {
        try (var gather = TensorModel.gather(directory)) {
            assertThatThrownBy(() -> gather.run("""
                            {"inputs":[
                              {"name":"x","shape":[2],"datatype":"FP32","data":[1,2]},
                              {"name":"i","shape":[1],"datatype":"INT64","data":[9]}]}"""))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("ONNX Runtime refuses the inputs")
                    .hasMessageContaining("idx=9 must be within the inclusive range [-2,1]");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"UINT16", "UINT32", "UINT64", "STRING", "COMPLEX64"})
    void doesNotLoadAGraphWhoseInputsItCannotMake(DataType type) {
        var value = new GraphSignature.Value("x", type.name(), List.of(1L), List.of(""));

        assertThatThrownBy(() -> TensorSignature.of(new GraphSignature(List.of(value), List.of(), false)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("input 'x' of the graph is of ONNX type " + type
                        + ", which the task tensor does not take as an input");
    }

    static String request(String datatype, String shape, String data) {
        return "{\"inputs\":[{\"name\":\"x\",\"shape\":%s,\"datatype\":\"%s\",\"data\":%s}]}"
                .formatted(shape, datatype, data);
    }
}
