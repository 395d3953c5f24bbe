package dev.hearth.worker.task.ocr;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a recognition network's classes mean: nothing, one character each, and last the space.
 *
 * <p>Source: Graves et al., "Connectionist temporal classification" (2006), section 3.2, best path decoding.
 */
final class Alphabet {

    private static final int BLANK = 0;
    /** Of the usual distance between a line's characters: from where a gap is wide. */
    private static final double WIDE = 1.25;

    private final List<String> characters;
    private final double spaceThreshold;

    /**
     * @param characters in the order of their classes, from 1; without the space
     * @param spaceThreshold probability of a space from which a wide gap is one, though no single step says so: lines that
     *     are long for their height come out without spaces otherwise
     */
    Alphabet(List<String> characters, double spaceThreshold) {
        this.characters = new ArrayList<>(characters);
        this.characters.addFirst("");
        this.characters.addLast(" ");
        this.spaceThreshold = spaceThreshold;
    }

    /** @param file one character a line */
    static Alphabet read(Path file, double spaceThreshold) throws IOException {
        return new Alphabet(Files.readAllLines(file), spaceThreshold);
    }

    Reading decode(LineTranslator.Scores scores) {
        if (scores.classes() != characters.size()) {
            throw new IllegalStateException("the recognition graph has " + scores.classes()
                    + " classes, but its file of" + " characters is for " + characters.size());
        }
        var path = bestPath(scores);
        if (path.isEmpty()) {
            return new Reading("", 0);
        }
        double wide = WIDE * usualDistance(path);
        var text = new StringBuilder();
        double sum = 0;
        for (int i = 0; i < path.size(); i++) {
            var peak = path.get(i);
            if (i > 0 && isSpace(scores, path.get(i - 1), peak, wide)) {
                text.append(' ');
            }
            text.append(characters.get(peak.index()));
            sum += scores.get(peak.step(), peak.index());
        }
        return new Reading(text.toString().strip(), sum / path.size());
    }

    /** Each step's likeliest class, one of each run of equals, without blanks. */
    private static List<Peak> bestPath(LineTranslator.Scores scores) {
        var path = new ArrayList<Peak>();
        int previous = BLANK;
        for (int step = 0; step < scores.steps(); step++) {
            int best = scores.best(step);
            if (best != BLANK && best != previous) {
                path.add(new Peak(step, best));
            }
            previous = best;
        }
        return path;
    }

    /** The median, in steps; of a single character 0. */
    private static int usualDistance(List<Peak> path) {
        var distances = new int[path.size()];
        for (int i = 1; i < distances.length; i++) {
            distances[i] = path.get(i).step() - path.get(i - 1).step();
        }
        Arrays.sort(distances);
        // The first is the 0 before the first character.
        return distances[distances.length / 2];
    }

    private boolean isSpace(LineTranslator.Scores scores, Peak from, Peak to, double wide) {
        int space = characters.size() - 1;
        if (from.index() == space || to.index() == space || to.step() - from.step() < wide) {
            return false;
        }
        for (int step = from.step() + 1; step < to.step(); step++) {
            if (scores.get(step, space) >= spaceThreshold) {
                return true;
            }
        }
        return false;
    }

    /** Where a character begins. */
    private record Peak(int step, int index) {}

    /** @param confidence mean probability of the characters, 0 without any */
    record Reading(String text, double confidence) {}
}
