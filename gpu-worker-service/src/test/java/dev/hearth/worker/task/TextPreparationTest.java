package dev.hearth.worker.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextPreparationTest {

    private final TextPreparation plain = new TextPreparation(2, "", List.of());
    private final TextPreparation prefixing = new TextPreparation(2, "query: ", List.of("passage: "));

    @Test
    void leavesTextsOfOrdinaryLengthAsTheyAre() throws BadInputException {
        assertThat(plain.prepare(List.of(" a b ", "x".repeat(128)))).containsExactly(" a b ", "x".repeat(128));
    }

    @Test
    void cutsWhereNoTokenThatCountsCanLie() throws BadInputException {
        assertThat(plain.prepare(List.of("x".repeat(129), " ".repeat(1_000) + "y")))
                .containsExactly("x".repeat(128), "y");
    }

    @Test
    void neverCutsACharacterInTwo() throws BadInputException {
        var emoji = "\uD83D\uDE00";

        assertThat(plain.prepare(List.of("x" + emoji.repeat(64)))).containsExactly("x" + emoji.repeat(63));
    }

    @Test
    void putsThePrefixBeforeTextsThatHaveNone() throws BadInputException {
        assertThat(prefixing.prepare(List.of("why", "query: why", "passage: because", "Query: why")))
                .containsExactly("query: why", "query: why", "passage: because", "query: Query: why");
    }

    @Test
    void refusesHalfASurrogatePair() {
        assertThatThrownBy(() -> plain.prepare(List.of("a", "b\uD83D")))
                .isInstanceOf(BadInputException.class)
                .hasMessage("text 1 holds half of a surrogate pair, expected valid Unicode");
    }

    @Test
    void refusesMoreInAllThanACallMayHold() {
        var preparation = new TextPreparation(512, "", List.of());
        var texts = Collections.nCopies(65, "x".repeat(40_000));

        assertThatThrownBy(() -> preparation.prepare(texts))
                .isInstanceOf(BadInputException.class)
                .hasMessage(
                        "the first 65 of 65 texts have 2129920 characters, expected at most 2097152 in all, of which"
                                + " the first 32768 of each text count");
    }
}
