package dev.hearth.worker.model;

import java.util.concurrent.CompletableFuture;

/** One model's place in host memory, which {@link HostModels} guards: on its way, ready, or in use by a load. */
final class StagedModel {

    private final RequestedModel wanted;
    private final CompletableFuture<ReadModel> model = new CompletableFuture<>();
    private boolean claimed;
    private int pins;

    StagedModel(RequestedModel wanted) {
        this.wanted = wanted;
    }

    RequestedModel wanted() {
        return wanted;
    }

    /** Completes when it is there; fails as its reading did. */
    CompletableFuture<ReadModel> model() {
        return model;
    }

    boolean isReady() {
        return model.isDone() && !model.isCompletedExceptionally();
    }

    /** Whether the caller is the one that has to read it. */
    synchronized boolean claim() {
        boolean first = !claimed;
        claimed = true;
        return first;
    }

    void ready(ReadModel read) {
        model.complete(read);
    }

    void fail(Throwable cause) {
        model.completeExceptionally(cause);
    }

    void pin() {
        pins++;
    }

    void unpin() {
        pins--;
    }

    boolean pinned() {
        return pins > 0;
    }

    /** Frees its memory. */
    void close() {
        var _ = model.thenAccept(ReadModel::close);
    }
}
