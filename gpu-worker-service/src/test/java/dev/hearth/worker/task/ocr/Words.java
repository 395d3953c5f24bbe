package dev.hearth.worker.task.ocr;

import java.util.List;

/** Counts words that were read. */
final class Words {

    private Words() {}

    static List<String> of(List<String> lines) {
        return List.of(String.join(" ", lines).split(" "));
    }

    /** How many words of the truth were read, in its order: the longest common subsequence. */
    static int inOrder(List<String> truth, List<String> read) {
        var expected = of(truth);
        var found = of(read);
        var longest = new int[expected.size() + 1][found.size() + 1];
        for (int i = 1; i <= expected.size(); i++) {
            for (int j = 1; j <= found.size(); j++) {
                longest[i][j] = expected.get(i - 1).equals(found.get(j - 1))
                        ? longest[i - 1][j - 1] + 1
                        : Math.max(longest[i - 1][j], longest[i][j - 1]);
            }
        }
        return longest[expected.size()][found.size()];
    }
}
