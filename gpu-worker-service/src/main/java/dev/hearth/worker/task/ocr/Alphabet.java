package dev.hearth.worker.task.ocr;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a recognition network's classes mean: nothing, one character each, and last the space.
 *
 * <p>Source: Graves et al., "Connectionist temporal classification" (2006), section 3.2, best path decoding.
 */
final class Alphabet {

    private static final int BLANK = 0;

    private final List<String> characters;

    private Alphabet(List<String> characters) {
        this.characters = List.copyOf(characters);
    }

    /** @param file one character a line, in the classes' order */
    static Alphabet read(Path file) throws IOException {
        var characters = new ArrayList<String>();
        characters.add("");
        characters.addAll(Files.readAllLines(file));
        characters.add(" ");
        return new Alphabet(characters);
    }

    /** Takes each step's likeliest class, one of each run of equals, and leaves blanks out. */
    Reading decode(LineTranslator.Scores scores) {
        if (scores.classes() != characters.size()) {
            throw new IllegalStateException("the recognition graph has " + scores.classes()
                    + " classes, but keys.txt is for " + characters.size());
        }
        var text = new StringBuilder();
        double sum = 0;
        int count = 0;
        int previous = BLANK;
        for (int step = 0; step < scores.steps(); step++) {
            int best = scores.best(step);
            if (best != BLANK && best != previous) {
                text.append(characters.get(best));
                sum += scores.get(step, best);
                count++;
            }
            previous = best;
        }
        return new Reading(text.toString().strip(), count == 0 ? 0 : sum / count);
    }

    /** @param confidence mean probability of the characters, 0 without any */
    record Reading(String text, double confidence) {}
}
