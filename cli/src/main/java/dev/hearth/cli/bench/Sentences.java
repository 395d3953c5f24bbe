package dev.hearth.cli.bench;

import java.util.List;

/** Sentences of a known number of tokens of MiniLM's tokenizer, [CLS] and [SEP] included. */
final class Sentences {

    static final int LONG_TOKENS = 31;

    static final List<String> OF_21_TOKENS = List.of(
            "A man is playing a guitar on the stage while a small crowd of people is watching him.",
            "The stock market fell sharply on Monday after the bank had raised its interest rates once again today.",
            "She bought three bags of apples and a piece of bread at the market near her house today.",
            "Two old friends met in the park on a cold morning and talked about the years gone by.");

    static final List<String> OF_31_TOKENS = List.of(
            "A man in a red coat is playing a guitar on a small wooden stage in front of a large crowd of people who sing"
                    + " along with him.",
            "The stock market fell very sharply on Monday after the central bank had said that it would raise interest"
                    + " rates once more before the end of the year.",
            "She bought three kilograms of apples and a loaf of fresh bread at the market near the old station, and then"
                    + " she took the last train home.",
            "The committee has not decided yet whether it will meet again in late spring, although most of its members"
                    + " have asked for a date since last autumn.");

    private Sentences() {}
}
