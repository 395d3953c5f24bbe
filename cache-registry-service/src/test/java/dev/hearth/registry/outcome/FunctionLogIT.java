package dev.hearth.registry.outcome;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hearth.contracts.error.ErrorCode;
import dev.hearth.contracts.invocation.InvocationState;
import dev.hearth.contracts.invocation.Payload;
import dev.hearth.contracts.invocation.ResultRecord;
import dev.hearth.contracts.invocation.Timing;
import dev.hearth.contracts.json.WireJson;
import dev.hearth.contracts.model.ModelReference;
import dev.hearth.messaging.ResultCodec;
import dev.hearth.registry.RunningRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.core.KafkaTemplate;
import tools.jackson.databind.JsonNode;

/** What {@code /system/logs} tells, each test of a function of its own. */
class FunctionLogIT {

    private static final RunningRegistry REGISTRY = RunningRegistry.get();
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

    private final String function = "logged-" + UUID.randomUUID().toString().substring(0, 8);
    private final String path = "/system/logs?name=" + function;

    @BeforeAll
    static void aModelAndAReadyRegistry() throws IOException {
        var directory = Files.createDirectories(REGISTRY.models().resolve("tiny/1"));
        Files.writeString(
                directory.resolve("model.yaml"),
                "{\"name\": \"tiny\", \"version\": 1, \"task\": \"ocr\", \"bytes\": 1, \"graphs\": [], \"files\": {}}");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> REGISTRY.get("/actuator/health/readiness").status() == 200);
    }

    @BeforeEach
    void aFunction() {
        var deployed = REGISTRY.call(
                "POST",
                "/system/functions",
                "{\"service\":\"" + function
                        + "\",\"image\":\"model://tiny:1\",\"envVars\":{\"TOKEN\":\"secret-marker\"}}");
        assertThat(deployed.status()).as(deployed.body()).isEqualTo(202);
    }

    @Test
    void tailCountsFromTheEndOfWhatIsYoungEnough() {
        append("first", NOON, "worker-1/0");
        append("second", NOON.plusSeconds(10), "worker-2/0");
        append("third", NOON.plusSeconds(20), "worker-1/0");
        append("old, recorded late", NOON.minusSeconds(60), "worker-1/0");
        awaitLines(4);

        assertThat(labels(path + "&tail=2")).containsExactly("third", "old, recorded late");
        assertThat(labels(path + "&tail=2&since=" + NOON)).containsExactly("second", "third");
        assertThat(labels(path + "&since=2026-01-31T13:00:10%2B01:00")).containsExactly("second", "third");
        assertThat(labels(path + "&instance=worker-2/0&tail=1")).containsExactly("second");
        assertThat(labels(path + "&tail=0")).isEmpty();
        assertThat(REGISTRY.get(path + "&tail=0").body()).isEmpty();
    }

    @Test
    void followsWithEachLineAsItComes() throws Exception {
        append("before", NOON, "worker-1/0");
        append("before too", NOON, "worker-1/0");
        awaitLines(2);

        try (var client = HttpClient.newHttpClient()) {
            var answer = client.send(
                    HttpRequest.newBuilder(URI.create(REGISTRY.address() + path + "&tail=1&follow=true"))
                            .build(),
                    BodyHandlers.ofInputStream());
            try (var lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
                assertThat(nextLabel(lines)).isEqualTo("before too");

                append("later", NOON, "worker-1/0");
                assertThat(nextLabel(lines)).isEqualTo("later");
                append("last", NOON, "worker-1/0");
                assertThat(nextLabel(lines)).isEqualTo("last");
            }
        }
    }

    @Test
    void asManyFollowAsMayAndThoseThatLeftAreNoticed() throws Exception {
        var most = REGISTRY.bean(LogsProperties.class).followers();
        await("places of other tests' followers").atMost(SOON).until(() -> placesLeft() == most);
        var streams = new ArrayList<java.io.InputStream>();
        try (var client = HttpClient.newHttpClient()) {
            for (var i = 0; i < most; i++) {
                var follower = client.send(followRequest(), BodyHandlers.ofInputStream());
                assertThat(follower.statusCode()).isEqualTo(200);
                streams.add(follower.body());
            }

            var refused = client.send(followRequest(), BodyHandlers.ofString());
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(refused.body()).startsWith("QUEUE_FULL: " + most);

            for (var stream : streams) {
                stream.close();
            }
            await("places of those that left").atMost(SOON).until(() -> placesLeft() == most);
        }
    }

    @Test
    void anErrorIsOneLineOfBoundedLengthAndNothingOfTheFunctionsSecretsIsTold() {
        var message = "expected a tensor\nbut got " + "x".repeat(100_000);
        append("failed", NOON, null, new ResultRecord.Failure(ErrorCode.BAD_INPUT, message));
        awaitLines(1);

        var log = REGISTRY.get(path).body();

        assertThat(log).hasLineCount(1).hasSizeLessThan(1_200).doesNotContain("secret-marker", "body-marker");
        var entry = WireJson.mapper().readTree(log);
        assertThat(entry.get("text").asString())
                .contains("label=failed", "error=BAD_INPUT: expected a tensor but got xxx")
                .endsWith("...");
        assertThat(entry.get("instance").asString()).isEqualTo(function + ".openfaas-fn");
        assertThat(entry.get("timestamp").asString()).isEqualTo(NOON.toString());
    }

    @Test
    void aFunctionTellsHowOftenItRan() {
        append("one", NOON, "worker-1/0");
        append("two", NOON, "worker-1/0");
        append("three", NOON, null, new ResultRecord.Failure(ErrorCode.BAD_INPUT, "no tensor"));

        await().atMost(SOON)
                .until(() -> invocationCount(
                                REGISTRY.get("/system/function/" + function).json())
                        == 3);
        assertThat(REGISTRY.get("/system/functions").json().valueStream())
                .filteredOn(status -> status.get("name").asString().equals(function))
                .singleElement()
                .satisfies(status -> assertThat(invocationCount(status)).isEqualTo(3));
    }

    private HttpRequest followRequest() {
        return HttpRequest.newBuilder(URI.create(REGISTRY.address() + path + "&follow=1"))
                .build();
    }

    private static int placesLeft() {
        return REGISTRY.bean(LogFollowers.class).placesLeft();
    }

    private static long invocationCount(JsonNode status) {
        return status.get("invocationCount").asLong();
    }

    private static String nextLabel(BufferedReader lines) throws IOException {
        var line = lines.readLine();
        while (line != null && line.isEmpty()) {
            line = lines.readLine();
        }
        return label(String.valueOf(line));
    }

    private void awaitLines(int count) {
        await().atMost(SOON).until(() -> REGISTRY.get(path).body().lines().count() == count);
    }

    private static List<String> labels(String path) {
        return REGISTRY.get(path).body().lines().map(FunctionLogIT::label).toList();
    }

    private static String label(String line) {
        var text = WireJson.mapper().readTree(line).get("text").asString();
        return text.substring(text.indexOf("label=") + "label=".length(), text.indexOf(" queueMs="));
    }

    private void append(String label, Instant finished, @Nullable String gpu) {
        append(label, finished, gpu, null);
    }

    @SuppressWarnings("unchecked")
    private void append(String label, Instant finished, @Nullable String gpu, ResultRecord.@Nullable Failure failure) {
        var millis = finished.toEpochMilli();
        var ended = new ResultRecord.Ended(
                UUID.randomUUID().toString(),
                label,
                function,
                "openfaas-fn",
                1,
                new ModelReference("tiny", 1),
                1,
                failure == null ? InvocationState.SUCCEEDED : InvocationState.FAILED,
                "worker-1",
                99,
                gpu,
                null,
                new Timing(1, 2, 3, 4, 10),
                millis - 10,
                millis - 5,
                millis,
                failure,
                "application/json",
                new Payload.Inline("body-marker".getBytes(StandardCharsets.UTF_8)));
        // All in one partition, so that they are recorded in this order.
        REGISTRY.bean(KafkaTemplate.class)
                .send(ResultCodec.write(ended, "test", 1, System.currentTimeMillis()))
                .join();
    }
}
