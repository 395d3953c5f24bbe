package dev.hearth.worker.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextInputTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "text/plain; charset=utf-8",
                "application/x-www-form-urlencoded",
                "application/octet-stream",
                "application/jsonp"
            })
    void takesEveryOtherTypeAsOneText(String contentType) throws BadInputException {
        assertThat(read(contentType, "Grüße=1&x")).isEqualTo(one("Grüße=1&x"));
    }

    @Test
    void takesABodyWithoutATypeAsOneText() throws BadInputException {
        assertThat(read(null, "[\"a\"]")).isEqualTo(one("[\"a\"]"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"a\" | false | a",
                "[\"a\"] | true | a",
                "{\"texts\":[\"a\"]} | true | a",
                "{\"texts\":[\"a\"],\"other\":1} | true | a"
            })
    void readsTheThreeFormsOfJson(String body, boolean several, String text) throws BadInputException {
        var input = read("application/json; charset=utf-8", body);

        assertThat(input.texts()).containsExactly(text);
        assertThat(input.several()).isEqualTo(several);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ | the body is not JSON (Unexpected end-of-input",
                "7 | the body is a JSON number; expected a JSON string, an array of strings or an object",
                "null | the body is a JSON null",
                "{} | the body is a JSON object without texts",
                "{\"texts\":\"a\"} | the body's texts are the string 'a'; expected",
                "{\"texts\":[\"a\"],\"texts\":[\"b\"]} | the body's texts are an array; expected",
                "[] | the body holds no texts, expected 1 to 256",
                "[\"a\",1] | text 1 is 1; expected",
                "[\"a\",[\"b\"]] | text 1 is an array; expected",
                "[\"a\",\" \"] | text 1 is empty, expected at least one character",
                "[\"a\"] \"b\" | the body goes on after its JSON array",
            })
    void saysWhatWasExpectedOfBadJson(String body, String complaint) {
        assertThatThrownBy(() -> read("application/json", body))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(complaint);
    }

    @Test
    void refusesTooManyTexts() {
        var body = "[" + "\"a\",".repeat(TextInput.MOST_TEXTS) + "\"a\"]";

        assertThatThrownBy(() -> read("application/json", body))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("more than 256 texts, expected 1 to 256");
    }

    @Test
    void refusesWhatIsNotUtf8OrEmpty() {
        assertThatThrownBy(() -> TextInput.read(new Task.Input("text/plain", new byte[] {(byte) 0xC3, 0x28})))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("not valid UTF-8");
        assertThatThrownBy(() -> read("text/plain", " \n"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("empty");
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void refusesAHostileBodyAtOnce(HostileBody hostile) {
        var input = new Task.Input("application/json", hostile.body());
        long begun = System.nanoTime();

        assertThatThrownBy(() -> TextInput.read(input))
                .isInstanceOf(BadInputException.class)
                .satisfies(refusal -> assertThat(refusal.getMessage()).hasSizeLessThan(600));

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void saysTheBoundThatABodyExceeds() {
        assertThatThrownBy(() -> read("application/json", "[".repeat(100)))
                .hasMessageStartingWith("text 0 is an array");
        assertThatThrownBy(() -> read("application/json", "{\"z\":" + "[".repeat(100)))
                .hasMessageStartingWith(
                        "the body is not JSON (Document nesting depth (65) exceeds the maximum allowed (64)); expected");
        assertThatThrownBy(() -> read("application/json", "[\"a\""))
                .hasMessageStartingWith("the body is not JSON (Unexpected end-of-input); expected");
    }

    static Stream<HostileBody> hostile() {
        return HostileBody.json(16 << 20);
    }

    private static TextInput one(String text) {
        return new TextInput(List.of(text), false);
    }

    private static TextInput read(@Nullable String contentType, String body) throws BadInputException {
        return TextInput.read(new Task.Input(contentType, body.getBytes(StandardCharsets.UTF_8)));
    }
}
