package dev.hearth.worker.task;

import dev.hearth.contracts.topic.Topics;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads a caller's JSON token by token: whatever it holds, it takes no memory but what the reader keeps.
 *
 * <p>At most {@value #DEEPEST} arrays and objects within each other, numbers of {@value #LONGEST_NUMBER} digits. The words
 * NaN and Infinity arrive as numbers, so that whoever expects a number can say which one was wrong.
 */
final class RequestJson {

    static final int DEEPEST = 64;
    static final int LONGEST_NUMBER = 400;

    private static final int LONGEST_QUOTE = 40;
    private static final Pattern LIBRARY_WORDS =
            Pattern.compile(", from `[^`]*`|: expected close marker for \\w+ \\(start marker at \\[.*]\\)");
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .maxNumberLength(LONGEST_NUMBER)
                            .maxStringLength(Topics.BODY_LIMIT_BYTES)
                            .build())
                    .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                    .build())
            .build();

    private RequestJson() {}

    /**
     * Lets {@code reader} read the one JSON value that the body is.
     *
     * @param expected what the body should have been, for the message
     * @throws BadInputException if the reader says so, the body is not JSON, or something follows the value
     */
    static <T> T read(byte[] body, String expected, Reader<T> reader) throws BadInputException {
        if (body.length == 0) {
            throw new BadInputException("the body is empty; " + expected);
        }
        try (var parser = MAPPER.createParser(body)) {
            var first = parser.nextToken();
            if (first == null) {
                throw new BadInputException("the body is blank; " + expected);
            }
            var read = reader.read(parser, first);
            if (parser.nextToken() != null) {
                throw new BadInputException("the body goes on after its JSON " + kind(first) + "; " + expected);
            }
            return read;
        } catch (JacksonException e) {
            // What a caller can do nothing with is left out: names of the library's own settings and of its source.
            var reason = LIBRARY_WORDS.matcher(e.getOriginalMessage()).replaceAll("");
            throw new BadInputException("the body is not JSON (" + reason + "); " + expected, e);
        }
    }

    /** A token's kind as people call it. */
    static String kind(JsonToken token) {
        return switch (token) {
            case START_OBJECT, END_OBJECT -> "object";
            case START_ARRAY, END_ARRAY -> "array";
            case VALUE_STRING -> "string";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "number";
            case VALUE_TRUE, VALUE_FALSE -> "boolean";
            case VALUE_NULL -> "null";
            case PROPERTY_NAME -> "name";
            case NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT -> "nothing";
        };
    }

    /** The value the parser is at, for a message: the text of a number or a short string, else its kind. */
    static String quote(JsonParser parser) {
        var token = parser.currentToken();
        if (token == null || token.isStructStart() || token.isStructEnd()) {
            return token == null ? "nothing" : "an " + kind(token);
        }
        var text = shortened(parser.getString());
        return token == JsonToken.VALUE_STRING ? "the string '" + text + "'" : text;
    }

    /** A caller's text, cut for a message. */
    static String shortened(String text) {
        return text.length() <= LONGEST_QUOTE ? text : text.substring(0, LONGEST_QUOTE) + "...";
    }

    /** Reads one value, and leaves the parser at its last token. */
    @FunctionalInterface
    interface Reader<T> {
        T read(JsonParser parser, JsonToken first) throws BadInputException;
    }
}
