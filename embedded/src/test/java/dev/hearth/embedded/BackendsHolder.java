package dev.hearth.embedded;

import java.nio.file.Path;

/** A parent to be killed: starts a broker and a Redis, prints their process ids and waits. */
final class BackendsHolder {

    private BackendsHolder() {}

    public static void main(String[] arguments) throws InterruptedException {
        var folder = Path.of(arguments[0]);
        var broker = EmbeddedBroker.start(folder.resolve("kafka"), folder.resolve("broker.log"));
        var redis = EmbeddedRedis.start(folder, folder.resolve("redis.log"));
        System.out.println(
                "pids " + broker.process().pid() + " " + redis.process().pid());
        Thread.currentThread().join();
    }
}
