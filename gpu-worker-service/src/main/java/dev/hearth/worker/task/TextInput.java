package dev.hearth.worker.task;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * The texts of an invocation's body.
 *
 * <p>{@code application/json} is a string, an array of strings or {@code {"texts":[...]}}; every other type, and none, is
 * one UTF-8 text.
 *
 * @param texts at least one, at most {@value #MOST_TEXTS}
 * @param several whether the caller asked for a list, even of one
 */
record TextInput(List<String> texts, boolean several) {

    static final int MOST_TEXTS = 256;

    private static final String EXPECTED =
            "expected a JSON string, an array of strings or an object {\"texts\":[strings]}";

    TextInput {
        texts = List.copyOf(texts);
    }

    static TextInput read(Task.Input input) throws BadInputException {
        return isJson(input.contentType()) ? json(input.body()) : new TextInput(List.of(utf8(input.body())), false);
    }

    private static boolean isJson(@Nullable String contentType) {
        if (contentType == null) {
            return false;
        }
        var parameters = contentType.indexOf(';');
        var type = parameters < 0 ? contentType : contentType.substring(0, parameters);
        return type.strip().toLowerCase(Locale.ROOT).equals("application/json");
    }

    private static String utf8(byte[] body) throws BadInputException {
        try {
            var text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
            if (text.isBlank()) {
                throw new BadInputException("the body is empty, expected a text in UTF-8");
            }
            return text;
        } catch (CharacterCodingException e) {
            throw new BadInputException("the body of " + body.length + " bytes is not valid UTF-8 text", e);
        }
    }

    private static TextInput json(byte[] body) throws BadInputException {
        return RequestJson.read(body, EXPECTED, (parser, first) -> switch (first) {
            case VALUE_STRING -> new TextInput(List.of(text(parser, 0)), false);
            case START_ARRAY -> new TextInput(texts(parser), true);
            case START_OBJECT -> new TextInput(member(parser), true);
            default -> throw new BadInputException("the body is a JSON " + RequestJson.kind(first) + "; " + EXPECTED);
        });
    }

    private static List<String> member(JsonParser parser) throws BadInputException {
        List<String> texts = null;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            boolean isTexts = parser.currentName().equals("texts");
            var value = parser.nextToken();
            if (!isTexts) {
                parser.skipChildren();
            } else if (value == JsonToken.START_ARRAY && texts == null) {
                texts = texts(parser);
            } else {
                throw new BadInputException("the body's texts are " + RequestJson.quote(parser) + "; " + EXPECTED);
            }
        }
        if (texts == null) {
            throw new BadInputException("the body is a JSON object without texts; " + EXPECTED);
        }
        return texts;
    }

    private static List<String> texts(JsonParser parser) throws BadInputException {
        var texts = new ArrayList<String>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (texts.size() == MOST_TEXTS) {
                throw new BadInputException(
                        "the body holds more than " + MOST_TEXTS + " texts, expected 1 to " + MOST_TEXTS);
            }
            texts.add(text(parser, texts.size()));
        }
        if (texts.isEmpty()) {
            throw new BadInputException("the body holds no texts, expected 1 to " + MOST_TEXTS);
        }
        return texts;
    }

    private static String text(JsonParser parser, int number) throws BadInputException {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            throw new BadInputException("text " + number + " is " + RequestJson.quote(parser) + "; " + EXPECTED);
        }
        var text = parser.getString();
        if (text.isBlank()) {
            throw new BadInputException("text " + number + " is empty, expected at least one character");
        }
        return text;
    }
}
