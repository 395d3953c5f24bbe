package dev.hearth.worker.task;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

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

    private static final JsonMapper JSON = JsonMapper.shared();
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
        JsonNode root;
        try {
            root = JSON.readTree(body);
        } catch (JacksonException e) {
            throw new BadInputException("the body is not JSON (" + e.getOriginalMessage() + "); " + EXPECTED, e);
        }
        if (root.isString()) {
            return new TextInput(List.of(root.stringValue()), false);
        }
        var list = root.isObject() ? root.path("texts") : root;
        if (!list.isArray()) {
            throw new BadInputException("the body is a JSON " + kind(root) + "; " + EXPECTED);
        }
        return new TextInput(strings(list), true);
    }

    private static List<String> strings(JsonNode list) throws BadInputException {
        if (list.isEmpty() || list.size() > MOST_TEXTS) {
            throw new BadInputException("the body holds " + list.size() + " texts, expected 1 to " + MOST_TEXTS);
        }
        var texts = new ArrayList<String>(list.size());
        for (var item : list) {
            if (!item.isString()) {
                throw new BadInputException("text " + texts.size() + " is a JSON " + kind(item) + "; " + EXPECTED);
            }
            texts.add(item.stringValue());
        }
        return texts;
    }

    private static String kind(JsonNode node) {
        return node.getNodeType().name().toLowerCase(Locale.ROOT);
    }
}
