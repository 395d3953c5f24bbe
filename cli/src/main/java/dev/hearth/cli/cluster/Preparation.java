package dev.hearth.cli.cluster;

import dev.hearth.cli.CommandFailedException;
import dev.hearth.cli.local.Checkout;
import dev.hearth.embedded.EmbeddedBroker;
import dev.hearth.embedded.FreePorts;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** Makes programs quick to start: unpacks the services' jars and trains start-up caches, each only when it is stale. */
final class Preparation {

    private static final int BROKER_HEAP = 320;
    private static final int CLI_HEAP = 128;

    private final Checkout checkout;
    private final Progress progress;

    Preparation(Checkout checkout, Progress progress) {
        this.checkout = checkout;
        this.progress = progress;
    }

    /**
     * What can be started.
     *
     * @param caches by service name, and {@code broker}; those without one start slower
     */
    record Prepared(
            Map<ServiceModule, Path> jars,
            Map<ServiceModule, Path> caches,
            @Nullable Path brokerCache) {}

    /** @throws CommandFailedException if a service is not built or cannot be unpacked */
    Prepared prepare() throws InterruptedException {
        var jars = new EnumMap<ServiceModule, Path>(ServiceModule.class);
        for (var module : ServiceModule.values()) {
            jars.put(module, checkout.serviceJar(module.module()));
        }
        try (var _ = lockCheckout()) {
            return prepare(jars);
        } catch (IOException e) {
            throw new CommandFailedException("the services cannot be prepared: " + e, e);
        }
    }

    /**
     * A service's jar, unpacked: its libraries lie beside it.
     *
     * @throws CommandFailedException if the service is not built or cannot be unpacked
     */
    Path unpack(ServiceModule module) throws InterruptedException {
        var jar = checkout.serviceJar(module.module());
        try (var _ = lockCheckout()) {
            return new UnpackedService(module, checkout.target(module.module()), jar).unpackIfStale(progress);
        } catch (IOException e) {
            throw new CommandFailedException(jar + " cannot be unpacked: " + e, e);
        }
    }

    /** Two clusters of one checkout share what is prepared. */
    private FileChannel lockCheckout() throws IOException {
        var target = checkout.target("cli");
        Files.createDirectories(target);
        var channel =
                FileChannel.open(target.resolve("prepare.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (channel.tryLock() == null) {
            progress.say("Waiting for another 'hearth up' that prepares this checkout");
            var _ = channel.lock();
        }
        return channel;
    }

    private Prepared prepare(Map<ServiceModule, Path> jars) throws InterruptedException {
        var unpacked = new EnumMap<ServiceModule, Path>(ServiceModule.class);
        var caches = new EnumMap<ServiceModule, Path>(ServiceModule.class);
        var brokerCache = new ArrayList<Path>();
        var work = new ArrayList<Callable<Void>>();
        jars.forEach((module, jar) -> work.add(() -> {
            var app = new UnpackedService(module, checkout.target(module.module()), jar);
            var runnable = app.unpackIfStale(progress);
            var cache = app.cacheIfPossible(progress);
            synchronized (caches) {
                unpacked.put(module, runnable);
                cache.ifPresent(file -> caches.put(module, file));
            }
            return null;
        }));
        work.add(() -> {
            brokerCache.addAll(brokerCache());
            return null;
        });
        work.add(() -> {
            trainOwnCache();
            return null;
        });
        runAll(work);
        return new Prepared(unpacked, caches, brokerCache.isEmpty() ? null : brokerCache.getFirst());
    }

    private static void runAll(List<Callable<Void>> work) throws InterruptedException {
        var threads = Math.max(1, Runtime.getRuntime().availableProcessors());
        try (var pool = Executors.newFixedThreadPool(threads)) {
            for (var done : pool.invokeAll(work)) {
                done.get();
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new CommandFailedException("the services cannot be prepared: " + e.getCause(), e);
        }
    }

    private List<Path> brokerCache() throws IOException, InterruptedException {
        var classPath = checkout.libraries();
        var cache = new StartCache("broker", checkout.target("cli").resolve("broker.aot"));
        var origin = Jvm.identity() + " " + Fingerprint.ofFiles(classPath);
        if (!cache.isFor(origin)) {
            var scratch = Files.createTempDirectory("hearth-broker");
            var port = FreePorts.one();
            var unfinished = cache.file().resolveSibling("broker.aot.unfinished");
            var command =
                    EmbeddedBroker.command(Jvm.java(), Jvm.training(BROKER_HEAP, unfinished), classPath, scratch, port);
            cache.make(origin, command, unfinished, () -> EmbeddedBroker.accepts(port), progress);
            Folders.delete(scratch);
        }
        return cache.usableFor(origin).stream().toList();
    }

    /** For the next run of this command; the start script uses it when it is there. */
    private void trainOwnCache() throws IOException, InterruptedException {
        var jar = checkout.cliJar();
        if (!Files.exists(jar)) {
            return;
        }
        var cache = new StartCache("hearth", checkout.target("cli").resolve("cli.aot"));
        var origin =
                Jvm.identity() + " " + Fingerprint.ofFiles(List.of(jar)) + Fingerprint.ofFiles(checkout.libraries());
        if (!cache.isFor(origin)) {
            var unfinished = cache.file().resolveSibling("cli.aot.unfinished");
            var command = new ArrayList<String>();
            command.add(Jvm.java().toString());
            command.addAll(Jvm.training(CLI_HEAP, unfinished));
            // A call that fails for want of a gateway passes through all that a command needs.
            command.addAll(List.of("-jar", jar.toString(), "gpus", "--gateway", "http://127.0.0.1:1"));
            cache.make(origin, command, unfinished, () -> false, progress);
        }
    }
}
