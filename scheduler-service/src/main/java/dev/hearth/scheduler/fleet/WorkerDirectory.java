package dev.hearth.scheduler.fleet;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Where the workers under a lease can be reached. Thread-safe. */
public final class WorkerDirectory {

    private final Map<String, String> urls = new ConcurrentHashMap<>();

    void put(String worker, String url) {
        urls.put(worker, url);
    }

    void remove(String worker) {
        urls.remove(worker);
    }

    /** Base URL of the worker; null once its lease expired. */
    public @Nullable String url(String worker) {
        return urls.get(worker);
    }
}
