package dev.hearth.worker.model;

import java.util.concurrent.CompletableFuture;

/** One invocation's use of a model, or a load for invocations to come; the model is pinned until {@link #release}. */
public final class Lease {

    private final ModelCache cache;
    private final Residency residency;
    private final String invocation;
    private final boolean startedLoad;
    private final boolean ahead;
    private final CompletableFuture<ResidentModel> model = new CompletableFuture<>();
    private boolean started;

    Lease(ModelCache cache, Residency residency, Admission.Want want, boolean startedLoad) {
        this.cache = cache;
        this.residency = residency;
        this.invocation = want.invocation();
        this.startedLoad = startedLoad;
        this.ahead = want.ahead();
    }

    /**
     * Completes when the model is resident; fails with {@link ModelLoadException} if it did not load. Those who wait for one
     * load hear of its end in the order of their admission.
     */
    public CompletableFuture<ResidentModel> model() {
        return model;
    }

    /** Whether the model was absent and this invocation's admission began its load. */
    public boolean startedLoad() {
        return startedLoad;
    }

    /** The invocation leaves the local queue and runs. */
    public void start() {
        cache.start(this);
    }

    /** The invocation no longer uses the model; to be called exactly once. */
    public void release() {
        cache.release(this);
    }

    /** Learns what a run of the model took beside its weights. */
    public void ran(long workspaceBytes) {
        cache.ran(residency, workspaceBytes);
    }

    /** Lets idle models leave so that a run finds so many bytes; completes when they have left. */
    public CompletableFuture<Void> makeRoom(long bytes) {
        return cache.makeRoomToRun(this, bytes);
    }

    /** Keeps the model from this device from now on. */
    public void quarantine(String reason) {
        cache.quarantine(residency, reason);
    }

    String invocation() {
        return invocation;
    }

    /** It is nobody's who runs or waits to run. */
    boolean ahead() {
        return ahead;
    }

    Residency residency() {
        return residency;
    }

    /** Guarded by the cache. */
    boolean started() {
        return started;
    }

    /** Guarded by the cache. */
    void markStarted() {
        started = true;
    }
}
