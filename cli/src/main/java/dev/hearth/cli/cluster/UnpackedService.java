package dev.hearth.cli.cluster;

import dev.hearth.cli.CommandFailedException;
import dev.hearth.embedded.ChildCommand;
import dev.hearth.embedded.ChildProcess;
import dev.hearth.embedded.LogExcerpt;
import dev.hearth.settings.KnownSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A service's jar laid out as the JVM starts it quickest, in {@code MODULE/target/app}.
 *
 * @param jar as the build made it
 */
record UnpackedService(ServiceModule module, Path target, Path jar) {

    private static final int UNPACK_SECONDS = 60;

    /** Returns the jar to run. */
    Path unpackIfStale(Progress progress) throws IOException, InterruptedException {
        var app = target.resolve("app");
        var marker = app.resolve("unpacked-from");
        var origin = Fingerprint.ofFiles(List.of(jar));
        if (!Files.exists(marker) || !Files.readString(marker).equals(origin)) {
            progress.say("Unpacking " + module.service());
            Folders.delete(app);
            extract(app);
            Files.writeString(marker, origin);
        }
        return app.resolve(jar.getFileName());
    }

    private void extract(Path app) throws InterruptedException {
        var log = target.resolve("unpack.log");
        var command = List.of(
                Jvm.java().toString(),
                "-Djarmode=tools",
                "-jar",
                jar.toString(),
                "extract",
                "--destination",
                app.toString());
        try (var run =
                ChildProcess.start(new ChildCommand(module.service() + " (unpacking)", command, Map.of(), log, true))) {
            var status = run.ended().get(UNPACK_SECONDS, TimeUnit.SECONDS);
            if (status != 0 || !Files.exists(app.resolve(jar.getFileName()))) {
                throw new CommandFailedException(
                        jar + " cannot be unpacked: " + LogExcerpt.cause(log) + "; its log is " + log);
            }
        } catch (ExecutionException | TimeoutException e) {
            throw new CommandFailedException(
                    jar + " cannot be unpacked within " + UNPACK_SECONDS + " s; its log is " + log, e);
        }
    }

    Optional<Path> cacheIfPossible(Progress progress) throws IOException, InterruptedException {
        var cache = new StartCache(module.service(), target.resolve("app.aot"));
        var origin = Jvm.identity() + " " + Fingerprint.ofFiles(List.of(jar));
        if (!cache.isFor(origin)) {
            var unfinished = target.resolve("app.aot.unfinished");
            cache.make(origin, training(unfinished), unfinished, () -> false, progress);
        }
        return cache.usableFor(origin);
    }

    /** A start up to the point where the service would begin its work; nothing needs to listen at these addresses. */
    private List<String> training(Path unfinished) throws IOException {
        var command = new ArrayList<String>();
        command.add(Jvm.java().toString());
        command.addAll(Jvm.training(module.heapMebibytes(), unfinished));
        command.addAll(List.of("-Dspring.context.exit=onRefresh", "-jar"));
        command.add(target.resolve("app").resolve(jar.getFileName()).toString());
        return Settings.of("server.port", 0)
                .with("server.address", "127.0.0.1")
                .with("hearth.instance", module.service() + "-1")
                .with("hearth.models.directory", target.resolve("no-models"))
                .with("hearth.gateway.registry-url", "http://127.0.0.1:1")
                .with("spring.kafka.bootstrap-servers", "127.0.0.1:1")
                .with("spring.data.redis.url", "redis://127.0.0.1:1")
                // Whatever this start exports: the cache is for all, and most export nothing.
                .with("management.opentelemetry.tracing.export.otlp.endpoint", "")
                .concerning(KnownSettings.inJar(jar))
                .appendedTo(command);
    }
}
