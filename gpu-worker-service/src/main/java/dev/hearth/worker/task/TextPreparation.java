package dev.hearth.worker.task;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What is done to texts before they are tokenised: they get the model's prefix, and are cut where no token that counts can
 * lie any more.
 *
 * <p>The tokenizer reads a text to its end however few tokens are wanted, so 16 MiB would hold a GPU for seconds. A text is
 * cut after {@value #CHARACTERS_A_TOKEN} characters for each of {@code maxTokens}, leading white space not counted. Words
 * of a language have 3 to 10 a token, so only texts that are mostly white space or words without end may be embedded
 * otherwise than by their first tokens.
 *
 * @param prefix put before each text that begins neither with it nor with one of {@code otherPrefixes}; may be empty
 */
record TextPreparation(int maxTokens, String prefix, List<String> otherPrefixes) {

    static final int CHARACTERS_A_TOKEN = 64;

    /** Of all texts of a call, once each is cut. */
    static final int MOST_CHARACTERS = 2 << 20;

    TextPreparation {
        otherPrefixes = List.copyOf(otherPrefixes);
    }

    /** @throws BadInputException if the texts are too long in all, or one of them is not text */
    List<String> prepare(List<String> texts) throws BadInputException {
        var prepared = new ArrayList<String>(texts.size());
        long characters = 0;
        for (var text : texts) {
            var cut = cut(text);
            characters += cut.length();
            if (characters > MOST_CHARACTERS) {
                throw new BadInputException("the first " + (prepared.size() + 1) + " of " + texts.size()
                        + " texts have " + characters + " characters, expected at most " + MOST_CHARACTERS
                        + " in all, of which the first " + mostCharacters() + " of each text count");
            }
            // Half a surrogate pair would become another text on the way to the tokenizer.
            if (!StandardCharsets.UTF_8.newEncoder().canEncode(cut)) {
                throw new BadInputException(
                        "text " + prepared.size() + " holds half of a surrogate pair, expected valid Unicode");
            }
            prepared.add(isPrefixed(cut) ? cut : prefix + cut);
        }
        return prepared;
    }

    private String cut(String text) {
        long most = mostCharacters();
        if (text.length() <= most) {
            return text;
        }
        var stripped = text.stripLeading();
        if (stripped.length() <= most) {
            return stripped;
        }
        int end = (int) most;
        return stripped.substring(0, Character.isHighSurrogate(stripped.charAt(end - 1)) ? end - 1 : end);
    }

    private long mostCharacters() {
        return (long) maxTokens * CHARACTERS_A_TOKEN;
    }

    private boolean isPrefixed(String text) {
        return text.startsWith(prefix) || otherPrefixes.stream().anyMatch(text::startsWith);
    }
}
