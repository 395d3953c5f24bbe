package dev.hearth.worker.execution;

import dev.hearth.contracts.invocation.Payload;
import dev.hearth.contracts.model.ModelReference;
import dev.hearth.contracts.worker.DispatchRequest;
import dev.hearth.worker.model.RequestedModel;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Builds dispatches; what a test does not say is ordinary. */
final class Requests {

    private final String invocation;
    private final long defaultBytes = 40;
    private RequestedModel model;
    private long epoch;
    private int attempt = 1;
    private int gpu;
    private List<ModelReference> evict = List.of();
    private boolean falseMiss;
    private long createdEpochMillis = System.currentTimeMillis();
    private long remainingMillis = 20_000;
    private double queueMs;
    private String contentType = "text/plain";
    private Payload.@Nullable Reference input;
    private int maxBatch = 1;
    private long maxDelayMillis;

    Requests(String invocation, ModelReference model, long epoch) {
        this.invocation = invocation;
        this.model = new RequestedModel(model, "", defaultBytes);
        this.epoch = epoch;
    }

    Requests model(ModelReference value) {
        return model(new RequestedModel(value, "", defaultBytes));
    }

    Requests model(RequestedModel value) {
        model = value;
        return this;
    }

    Requests epoch(long value) {
        epoch = value;
        return this;
    }

    Requests attempt(int value) {
        attempt = value;
        return this;
    }

    Requests gpu(int value) {
        gpu = value;
        return this;
    }

    Requests evict(ModelReference... value) {
        evict = List.of(value);
        return this;
    }

    Requests falseMiss(boolean value) {
        falseMiss = value;
        return this;
    }

    Requests createdEpochMillis(long value) {
        createdEpochMillis = value;
        return this;
    }

    Requests remainingMillis(long value) {
        remainingMillis = value;
        return this;
    }

    Requests queueMs(double value) {
        queueMs = value;
        return this;
    }

    Requests contentType(String value) {
        contentType = value;
        return this;
    }

    Requests input(Payload.Reference value) {
        input = value;
        return this;
    }

    Requests batched(int most) {
        return batched(most, 0);
    }

    Requests batched(int most, long delayMillis) {
        maxBatch = most;
        maxDelayMillis = delayMillis;
        return this;
    }

    DispatchRequest build() {
        return new DispatchRequest(
                        DispatchRequest.RECORD_VERSION,
                        invocation,
                        invocation,
                        attempt,
                        epoch,
                        gpu,
                        "embed",
                        "openfaas-fn",
                        1,
                        model.reference(),
                        model.digest(),
                        model.bytes(),
                        evict,
                        falseMiss,
                        createdEpochMillis,
                        remainingMillis,
                        queueMs,
                        3,
                        contentType,
                        input)
                .batched(maxBatch, maxDelayMillis);
    }

    /** A heartbeat so late that no lease ends in a test, however slow the machine. */
    static long longLeaseNanos() {
        return System.nanoTime() + TimeUnit.HOURS.toNanos(1);
    }
}
