package dev.hearth.cli.sample;

import dev.hearth.cli.CommandFailedException;
import dev.hearth.cli.gateway.GatewayClient;
import dev.hearth.cli.gateway.GatewayOptions;
import dev.hearth.cli.local.Checkout;
import dev.hearth.contracts.invocation.HearthHeaders;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Calls every sample in turn and shows which calls found their model in a GPU. */
@Command(
        name = "demo",
        description = "Call every sample in turn, some rounds of it, and show hits, misses and evictions.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
public final class DemoCommand implements Runnable {

    private static final Duration LONGEST_CALL = Duration.ofSeconds(60);
    private static final int SHOWN_CHARACTERS = 70;

    /** The second finds the model that the first brought in, whatever the policy. */
    private static final int CALLS_IN_A_ROW = 2;

    @Option(names = "--rounds", defaultValue = "2", description = "How often each sample is called, twice in a row.")
    private int rounds = 2;

    @Option(
            names = "--samples",
            split = ",",
            defaultValue = "all",
            paramLabel = "all|NAME",
            description = "Which of examples/ to call.")
    private List<String> names = List.of();

    @Mixin
    private GatewayOptions gateway = new GatewayOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** How often each cache outcome was seen. */
    private final Map<String, Integer> outcomes = new HashMap<>();

    /** Functions whose model was in a GPU once: if it is a miss now, it has been evicted. */
    private final Set<String> loadedOnce = new HashSet<>();

    @Override
    public void run() {
        var samples = Samples.choose(Checkout.find(), names);
        print(row("FUNCTION", "CACHE", "GPU", "TOTAL", "ANSWER"));
        try (var client = gateway.connect()) {
            for (var round = 0; round < rounds; round++) {
                for (var sample : samples) {
                    for (var again = 0; again < CALLS_IN_A_ROW; again++) {
                        call(client, sample);
                    }
                }
            }
        }
        var misses = outcomes.getOrDefault("miss", 0) + outcomes.getOrDefault("false-miss", 0);
        print(outcomes.getOrDefault("hit", 0) + " hits, " + misses + " misses, of these "
                + outcomes.getOrDefault("evicted", 0) + " of a model that had been evicted");
    }

    private void call(GatewayClient client, Sample sample) {
        var function = sample.function().service();
        var answer = GatewayClient.requireSuccess(client.send(
                "POST",
                "/function/" + function,
                read(sample),
                Map.of("Content-Type", List.of(sample.contentType())),
                LONGEST_CALL));
        var cache = header(answer, HearthHeaders.CACHE);
        count(cache);
        if (!loadedOnce.add(function) && !cache.equals("hit")) {
            count("evicted");
        }
        var millis = Double.parseDouble(header(answer, HearthHeaders.DURATION_SECONDS)) * 1e3;
        print(row(
                function,
                cache,
                header(answer, HearthHeaders.GPU),
                String.format(Locale.ROOT, "%.1f ms", millis),
                shortened(new String(answer.body(), StandardCharsets.UTF_8))));
    }

    private static String row(String function, String cache, String gpu, String total, String answer) {
        return String.format("%-12s %-11s %-11s %9s  %s", function, cache, gpu, total, answer);
    }

    private void count(String outcome) {
        outcomes.merge(outcome, 1, Integer::sum);
    }

    private static byte[] read(Sample sample) {
        try {
            return Files.readAllBytes(sample.input());
        } catch (IOException e) {
            throw new CommandFailedException("the input of " + sample.name() + " cannot be read: " + e, e);
        }
    }

    private static String header(HttpResponse<byte[]> answer, String name) {
        return answer.headers().firstValue(name).orElse("-");
    }

    private static String shortened(String answer) {
        var line = answer.strip().replaceAll("\\s+", " ");
        return line.length() <= SHOWN_CHARACTERS ? line : line.substring(0, SHOWN_CHARACTERS) + "...";
    }

    private void print(String line) {
        var out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }
}
