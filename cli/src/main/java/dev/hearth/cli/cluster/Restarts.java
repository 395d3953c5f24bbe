package dev.hearth.cli.cluster;

import dev.hearth.embedded.ChildFailedException;
import java.io.IOException;
import java.util.Locale;
import tools.jackson.core.JacksonException;

/** Does the restarts that commands ask a supervisor for, one after the other, on a thread of its own. */
final class Restarts {

    private static final long POLL_MILLIS = 100;

    private final RestartRequests requests;
    private final RunningCluster cluster;
    private final Progress progress;

    Restarts(RestartRequests requests, RunningCluster cluster, Progress progress) {
        this.requests = requests;
        this.cluster = cluster;
        this.progress = progress;
    }

    /** Begins; it ends with this process. */
    void begin() {
        Thread.ofPlatform().daemon().name("restarts").start(() -> {
            try {
                while (cluster.isRunning()) {
                    serveAll();
                    Thread.sleep(POLL_MILLIS);
                }
            } catch (IOException e) {
                progress.say("Restarts are over, " + requests.folder() + " cannot be used: " + e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void serveAll() throws IOException, InterruptedException {
        for (var id : requests.waiting()) {
            var answer = serve(id);
            if (!answer.done()) {
                progress.say(answer.message());
            }
            requests.answer(id, answer);
        }
    }

    private RestartRequest.Answer serve(String id) throws InterruptedException {
        try {
            var request = requests.request(id);
            return request.isPresent()
                    ? restart(request.get())
                    : new RestartRequest.Answer(false, "a restart was asked for and taken back");
        } catch (IllegalArgumentException | ChildFailedException e) {
            return new RestartRequest.Answer(false, String.valueOf(e.getMessage()));
        } catch (IOException | JacksonException e) {
            return new RestartRequest.Answer(false, "a restart that was asked for cannot be done: " + e);
        }
    }

    private RestartRequest.Answer restart(RestartRequest request) throws IOException, InterruptedException {
        var settings = Settings.parse(request.settings());
        var begun = System.nanoTime();
        progress.say("Restarting " + request.instance() + (settings.isEmpty() ? "" : " with " + settings));
        cluster.restart(request.instance(), settings);
        var done = String.format(
                Locale.ROOT, "%s is ready again (%.1f s)", request.instance(), (System.nanoTime() - begun) / 1e9);
        progress.say(done);
        return new RestartRequest.Answer(true, done);
    }
}
