package dev.hearth.worker.task.ocr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Classes: blank, a, b, c, space. */
class AlphabetTest {

    private static final int CLASSES = 5;

    private final Alphabet alphabet = new Alphabet(List.of("a", "b", "c"), 0.2);

    @Test
    void takesOneOfEachRunAndLeavesBlanksOut() {
        assertThat(alphabet.decode(scores("__aa_ab__bcc_")).text()).isEqualTo("aabbc");
        assertThat(alphabet.decode(scores("a b")).text()).isEqualTo("a b");
        assertThat(alphabet.decode(scores("____")).text()).isEmpty();
    }

    @Test
    void isAsSureAsItsCharactersAreOnAverage() {
        var scores = scores("a_b");
        scores.values().put(1, 0.5f);

        assertThat(alphabet.decode(scores).confidence()).isCloseTo(0.7, within(1e-6));
        assertThat(alphabet.decode(scores("___")).confidence()).isZero();
    }

    @Test
    void putsASpaceIntoAWideGapThatIsLikelyOne() {
        var wideAndLikely = scores("a_b_a___b_c");
        wideAndLikely.values().put(6 * CLASSES + 4, 0.3f);
        var wideOnly = scores("a_b_a___b_c");
        var likelyOnly = scores("a_b_a_b_c");
        likelyOnly.values().put(5 * CLASSES + 4, 0.3f);

        assertThat(alphabet.decode(wideAndLikely).text()).isEqualTo("aba bc");
        assertThat(alphabet.decode(wideOnly).text()).isEqualTo("ababc");
        assertThat(alphabet.decode(likelyOnly).text()).isEqualTo("ababc");
    }

    @Test
    void refusesAGraphOfAnotherAlphabet() {
        assertThatThrownBy(() -> new Alphabet(List.of("a"), 0.2).decode(scores("a")))
                .hasMessage("the recognition graph has 5 classes, but its file of characters is for 3");
    }

    /** Each step's likeliest class at 0.9. */
    private static LineTranslator.Scores scores(String path) {
        var values = FloatBuffer.allocate(path.length() * CLASSES);
        for (int step = 0; step < path.length(); step++) {
            values.put(step * CLASSES + "_abc ".indexOf(path.charAt(step)), 0.9f);
        }
        return new LineTranslator.Scores(values, path.length(), CLASSES);
    }
}
