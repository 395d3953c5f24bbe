package dev.hearth.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hearth.contracts.json.WireJson;
import dev.hearth.contracts.registry.ForecastRecord;
import dev.hearth.contracts.registry.RegistryKeys;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** Each of the scheduler's metrics changes under its cause, in the very text that Prometheus reads. */
class MetricsIT extends RunningScheduler {

    private static final String DEPTH = "hearth_queue_depth{function=\"patient.openfaas-fn\"}";
    private static final String OLDEST_AGE = "hearth_queue_oldest_age_seconds";
    private static final String LOAD_ERROR = "hearth_prediction_error{kind=\"load\"}";
    private static final String INFERENCE_ERROR = "hearth_prediction_error{kind=\"inference\"}";
    private static final String MODEL_LOAD_ERROR =
            "hearth_prediction_error_ratio{from=\"repository\",kind=\"load\",model=\"minilm:1\"}";
    private static final String MODEL_INFERENCE_ERROR =
            "hearth_prediction_error_ratio{from=\"none\",kind=\"inference\",model=\"minilm:1\"}";
    private static final String GRANTED = "hearth_claims_total{result=\"granted\"}";
    private static final String REFUSED = "hearth_claims_total{result=\"refused\"}";

    @Test
    void countsWhatWaitsAndNotWhatAWorkerHas() throws Exception {
        submit(invocation("patient", "one", Duration.ofSeconds(20), 100));
        submit(invocation("patient", "two", Duration.ofSeconds(20), 100));

        await(DEPTH).atMost(SOON).until(() -> value(DEPTH) == 2);
        var age = value(OLDEST_AGE);
        assertThat(age).isPositive();
        await(OLDEST_AGE).atMost(SOON).until(() -> value(OLDEST_AGE) > age);

        first.behave(request -> Mono.never());
        first.join();

        await(DEPTH).atMost(SOON).until(() -> scrape().contains(DEPTH + " 0.0"));
    }

    @Test
    void aFunctionHasNoSeriesOnceItsInvocationsEnded() throws Exception {
        first.join();
        var id = submit(invocation("patient", "x", Duration.ofSeconds(20), 100));
        await().atMost(SOON).until(() -> first.bodies.containsKey(id));

        await(DEPTH).atMost(SOON).until(() -> !scrape().contains(DEPTH));
        await(OLDEST_AGE).atMost(SOON).until(() -> value(OLDEST_AGE) == 0);
    }

    @Test
    void countsClaimsByWhatTheRegistrySaid() throws Exception {
        first.join();
        var granted = submit("x", Duration.ofSeconds(20));
        await().atMost(SOON).until(() -> first.bodies.containsKey(granted));
        var grants = value(GRANTED);
        assertThat(grants).isPositive();

        redis().delete(RegistryKeys.lease(first.name));
        var refused = submit("y", Duration.ofSeconds(20));
        await(REFUSED).atMost(SOON).until(() -> value(REFUSED) >= 1);
        assertThat(first.bodies).doesNotContainKey(refused);

        first.report();
        await().atMost(SOON).until(() -> first.bodies.containsKey(refused));
        assertThat(value(GRANTED)).isGreaterThan(grants);
    }

    @Test
    void tellsHowFarOffTheCoreExpectedTimesToBe() throws Exception {
        assertThat(scrape()).contains(LOAD_ERROR + " 0.0").contains(INFERENCE_ERROR + " 0.0");
        first.join();

        submit("x", Duration.ofSeconds(20));

        // The worker says 1 ms of both; nothing that functions of other tests say of their models is as much.
        await(LOAD_ERROR).atMost(SOON).until(() -> value(LOAD_ERROR) > 0);
        await(INFERENCE_ERROR).atMost(SOON).until(() -> value(INFERENCE_ERROR) > 0);
    }

    @Test
    void tellsOfEachModelHowFarOffTheCoreWasAndTellsTheRegistryToo() throws Exception {
        assertThat(scrape()).doesNotContain("hearth_prediction_error_ratio{");
        first.join();

        submit("x", Duration.ofSeconds(20));

        // Nothing was known: an inference was expected to take 10 ms, or what was typical; the worker says 1 ms.
        await(MODEL_INFERENCE_ERROR).atMost(SOON).until(() -> value(MODEL_INFERENCE_ERROR) > 0);
        assertThat(value(MODEL_LOAD_ERROR)).isPositive();
        await("told").atMost(SOON).until(() -> forecast().isPresent());
        assertThat(forecast().orElseThrow().load()).containsKey("repository");
        assertThat(forecast().orElseThrow().inference()).satisfies(inference -> {
            assertThat(inference.predictions()).isEqualTo(1);
            assertThat(inference.measuredMs()).isEqualTo(1);
            assertThat(inference.medianErrorRatio()).isEqualTo(value(MODEL_INFERENCE_ERROR));
        });

        redis().delete(RegistryKeys.forecast("scheduler-it"));
        await("told again").atMost(SOON).until(() -> forecast().isPresent());
        assertThat(redis().getExpire(RegistryKeys.forecast("scheduler-it"))).isPositive();
        assertThat(redis().opsForSet().members(RegistryKeys.FORECASTERS)).contains("scheduler-it");
    }

    /** What the registry was told of the model once it has run. */
    private Optional<ForecastRecord.ModelCosts> forecast() {
        return Optional.ofNullable(redis().opsForValue().get(RegistryKeys.forecast("scheduler-it")))
                .map(told -> WireJson.mapper().readValue(told, ForecastRecord.class))
                .flatMap(told -> told.models().stream()
                        .filter(costs -> costs.model().equals(MODEL.shortName()))
                        .filter(costs -> costs.inference().predictions() > 0)
                        .findFirst());
    }

    @Test
    void countsTheRedeliveryOfWhatALostWorkerHad() throws Exception {
        first.behave(request -> Mono.never());
        first.join();
        submit("x", Duration.ofSeconds(20));
        await().atMost(SOON).until(() -> !first.dispatches.isEmpty());
        var redeliveries = value("hearth_redeliveries_total");

        first.kill();
        try (var ticker = Executors.newSingleThreadScheduledExecutor()) {
            second.join();
            var ticking = ticker.scheduleAtFixedRate(second::report, 100, 500, TimeUnit.MILLISECONDS);
            await().atMost(SOON).until(() -> !second.dispatches.isEmpty());
            ticking.cancel(false);
        }

        assertThat(value("hearth_redeliveries_total")).isGreaterThan(redeliveries);
    }

    /** What a series stands at; 0 if there is none. */
    private double value(String series) throws IOException, InterruptedException {
        return scrape().lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length())))
                .findFirst()
                .orElse(0);
    }

    private String scrape() throws IOException, InterruptedException {
        var port = scheduler.getEnvironment().getProperty("local.server.port");
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/actuator/prometheus"));
        try (var http = HttpClient.newHttpClient()) {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }
}
