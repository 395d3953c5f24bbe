package dev.hearth.cli.sample;

import dev.hearth.cli.CommandFailedException;
import dev.hearth.cli.local.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

/** The samples of a checkout, by name. */
public final class Samples {

    private static final String ALL = "all";
    private static final String NONE = "none";

    private Samples() {}

    /**
     * The samples that {@code names} chooses: {@code all}, {@code none}, or some of their names.
     *
     * @throws CommandFailedException naming one that there is not
     */
    public static List<Sample> choose(Checkout checkout, List<String> names) {
        if (names.equals(List.of(NONE))) {
            return List.of();
        }
        var all = all(checkout);
        if (names.equals(List.of(ALL))) {
            return all;
        }
        return names.stream().map(name -> named(name, all)).toList();
    }

    private static Sample named(String name, List<Sample> all) {
        return all.stream()
                .filter(sample -> sample.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new CommandFailedException("there is no sample '" + name
                        + "'; expected all, none or some of "
                        + String.join(",", all.stream().map(Sample::name).toList())));
    }

    /** An example without a model.yml is not one of them: its model is made elsewhere. */
    private static List<Sample> all(Checkout checkout) {
        try (var folders = Files.list(checkout.examples())) {
            return folders.sorted()
                    .map(Sample::new)
                    .filter(sample -> Files.exists(sample.model()))
                    .toList();
        } catch (IOException e) {
            throw new CommandFailedException("the examples cannot be read: " + e, e);
        }
    }
}
