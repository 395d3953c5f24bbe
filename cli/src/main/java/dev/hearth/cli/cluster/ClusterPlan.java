package dev.hearth.cli.cluster;

import dev.hearth.cli.local.Checkout;
import dev.hearth.embedded.ChildCommand;
import dev.hearth.embedded.EmbeddedBroker;
import dev.hearth.embedded.EmbeddedRedis;
import dev.hearth.embedded.FreePorts;
import dev.hearth.embedded.RedisBinary;
import dev.hearth.embedded.RedisConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Which processes make up the cluster, with all that each needs to know of the others. */
final class ClusterPlan {

    private static final int BROKER_HEAP = 320;

    /** glibc would keep what the many threads of an inference freed. */
    private static final Map<String, String> WORKER_ENVIRONMENT =
            Map.of("MALLOC_ARENA_MAX", "1", "MALLOC_TRIM_THRESHOLD_", "65536", "DJL_OFFLINE", "true");

    private final UpOptions options;
    private final Checkout checkout;
    private final DataDirectory data;
    private final Preparation.Prepared prepared;
    private final Readiness readiness = new Readiness();
    private final Iterator<Integer> ports;
    private final int kafkaPort;
    private final int redisPort;
    private final int registryPort;

    ClusterPlan(UpOptions options, Checkout checkout, DataDirectory data, Preparation.Prepared prepared) {
        this.options = options;
        this.checkout = checkout;
        this.data = data;
        this.prepared = prepared;
        this.ports = FreePorts.take(4 + options.workers()).iterator();
        this.kafkaPort = ports.next();
        this.redisPort = ports.next();
        this.registryPort = ports.next();
    }

    String kafka() {
        return "127.0.0.1:" + kafkaPort;
    }

    String redis() {
        return "127.0.0.1:" + redisPort;
    }

    /** In the order in which they are started: the slowest first. */
    List<Member> members() {
        var members = new ArrayList<Member>();
        members.add(broker());
        members.add(service(ServiceModule.GATEWAY, 1, options.port(), 0, Duration.ofSeconds(8), gatewaySettings()));
        members.add(service(
                ServiceModule.REGISTRY,
                1,
                registryPort,
                3,
                Duration.ofSeconds(4),
                List.of("--hearth.topics.production=false")));
        members.add(service(ServiceModule.SCHEDULER, 1, ports.next(), 1, Duration.ofSeconds(4), schedulerSettings()));
        for (var index = 1; index <= options.workers(); index++) {
            members.add(service(ServiceModule.WORKER, index, ports.next(), 2, Duration.ofSeconds(4), workerSettings()));
        }
        members.add(redisServer());
        return members;
    }

    private Member broker() {
        var jvm = Jvm.running(BROKER_HEAP, prepared.brokerCache(), options.fullJit());
        var command = EmbeddedBroker.command(Jvm.java(), jvm, checkout.libraries(), data.kafka(), kafkaPort);
        return new Member(
                "broker",
                1,
                new ChildCommand("broker", command, Map.of(), data.log("broker"), true),
                kafkaPort,
                null,
                () -> EmbeddedBroker.accepts(kafkaPort),
                5,
                Duration.ofSeconds(6));
    }

    private Member redisServer() {
        var command = EmbeddedRedis.command(RedisBinary.locate(data.redis()), data.redis(), redisPort);
        return new Member(
                "redis",
                1,
                new ChildCommand("redis", command, Map.of(), data.log("redis"), false),
                redisPort,
                null,
                () -> RedisConnection.answers(redisPort),
                4,
                Duration.ofSeconds(2));
    }

    private List<String> gatewaySettings() {
        return List.of("--hearth.gateway.registry-url=http://127.0.0.1:" + registryPort);
    }

    private List<String> schedulerSettings() {
        return options.policy() == null ? List.of() : List.of("--hearth.scheduler.policy=" + options.policy());
    }

    private List<String> workerSettings() {
        return List.of(
                "--hearth.worker.device.kind=host",
                "--hearth.worker.device.count=" + options.devices(),
                "--hearth.worker.device.memory=" + options.deviceMemory());
    }

    private Member service(
            ServiceModule module, int index, int port, int stopStage, Duration stopWait, List<String> settings) {
        var instance = module.service() + "-" + index;
        var command = new ArrayList<String>();
        command.add(Jvm.java().toString());
        command.addAll(Jvm.running(module.heapMebibytes(), prepared.caches().get(module), options.fullJit()));
        command.add("-jar");
        command.add(String.valueOf(prepared.jars().get(module)));
        command.addAll(List.of(
                "--server.port=" + port,
                "--server.address=127.0.0.1",
                "--hearth.instance=" + instance,
                "--hearth.models.directory=" + data.models(),
                "--spring.kafka.bootstrap-servers=" + kafka(),
                "--spring.data.redis.url=redis://" + redis()));
        command.addAll(settings);
        var environment = module == ServiceModule.WORKER ? WORKER_ENVIRONMENT : Map.<String, String>of();
        return new Member(
                module.service(),
                index,
                new ChildCommand(instance, command, environment, data.log(instance), true),
                port,
                port,
                () -> readiness.ofServiceOn(port),
                stopStage,
                stopWait);
    }
}
