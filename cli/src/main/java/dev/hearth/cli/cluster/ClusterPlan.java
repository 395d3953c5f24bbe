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
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Which processes make up the cluster, with all that each needs to know of the others. */
final class ClusterPlan {

    private static final int BROKER_HEAP = 320;

    private final UpOptions options;
    private final Checkout checkout;
    private final DataDirectory data;
    private final Preparation.Prepared prepared;
    private final ServiceSettings known;
    private final Readiness readiness = new Readiness();
    private final Iterator<Integer> ports;
    private final int kafkaPort;
    private final int redisPort;
    private final List<Integer> registryPorts = new ArrayList<>();
    private final List<Integer> gatewayPorts = new ArrayList<>();

    ClusterPlan(UpOptions options, Checkout checkout, DataDirectory data, Preparation.Prepared prepared) {
        this.options = options;
        this.checkout = checkout;
        this.data = data;
        this.prepared = prepared;
        this.known = ServiceSettings.of(checkout);
        var counts = options.counts();
        for (var index = 0; index < counts.gateways(); index++) {
            gatewayPorts.add(options.port() + index);
        }
        // Those of the gateways are free too, and may be among them.
        this.ports =
                FreePorts.take(2 + counts.registries() + counts.schedulers() + counts.workers() + counts.gateways())
                        .stream()
                        .filter(port -> !gatewayPorts.contains(port))
                        .iterator();
        this.kafkaPort = ports.next();
        this.redisPort = ports.next();
        while (registryPorts.size() < counts.registries()) {
            registryPorts.add(ports.next());
        }
    }

    String kafka() {
        return "127.0.0.1:" + kafkaPort;
    }

    String redis() {
        return "127.0.0.1:" + redisPort;
    }

    /** Where clients call: the first is on the port that was asked for, the others follow. */
    List<String> gateways() {
        return gatewayPorts.stream().map(port -> "http://127.0.0.1:" + port).toList();
    }

    /** In the order in which they are started: the slowest first. */
    List<Member> members() {
        var members = new ArrayList<Member>();
        members.add(broker());
        for (var index = 1; index <= gatewayPorts.size(); index++) {
            members.add(gateway(index, gatewayPorts.get(index - 1)));
        }
        var topics = Settings.of("hearth.topics.production", false);
        for (var index = 1; index <= registryPorts.size(); index++) {
            var port = registryPorts.get(index - 1);
            members.add(service(ServiceModule.REGISTRY, index, port, 3, Duration.ofSeconds(4), topics));
        }
        for (var index = 1; index <= options.counts().schedulers(); index++) {
            members.add(service(ServiceModule.SCHEDULER, index, ports.next(), 1, Duration.ofSeconds(4), peers()));
        }
        for (var index = 1; index <= options.counts().workers(); index++) {
            members.add(service(ServiceModule.WORKER, index, ports.next(), 2, Duration.ofSeconds(4), Settings.NONE));
        }
        members.add(redisServer());
        return members;
    }

    private Member gateway(int index, int port) {
        var registry = Settings.of(
                "hearth.gateway.registry-url",
                registryPorts.stream().map(each -> "http://127.0.0.1:" + each).collect(Collectors.joining(",")));
        return service(ServiceModule.GATEWAY, index, port, 0, Duration.ofSeconds(8), registry);
    }

    /** A scheduler that is alone needs to know of none. */
    private Settings peers() {
        var schedulers = options.counts().schedulers();
        return schedulers == 1
                ? Settings.NONE
                : Settings.of(
                        "hearth.scheduler.schedulers",
                        IntStream.rangeClosed(1, schedulers)
                                .mapToObj(index -> "scheduler-" + index)
                                .collect(Collectors.joining(",")));
    }

    private Member broker() {
        var jvm = Jvm.running(BROKER_HEAP, prepared.brokerCache(), options.fullJit());
        var command = EmbeddedBroker.command(Jvm.java(), jvm, checkout.libraries(), data.kafka(), kafkaPort);
        return new Member(
                "broker",
                1,
                new ChildCommand("broker", command, Map.of(), data.log("broker"), true),
                Settings.NONE,
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
                Settings.NONE,
                redisPort,
                null,
                () -> RedisConnection.answers(redisPort),
                4,
                Duration.ofSeconds(2));
    }

    private Member service(ServiceModule module, int index, int port, int stopStage, Duration stopWait, Settings own) {
        var instance = module.service() + "-" + index;
        var command = new ArrayList<String>();
        command.add(Jvm.java().toString());
        command.addAll(Jvm.running(module.heapMebibytes(), prepared.caches().get(module), options.fullJit()));
        command.add("-Djava.io.tmpdir=" + data.temporary(instance));
        command.addAll(List.of("-jar", String.valueOf(prepared.jars().get(module))));
        var settings = Settings.of("server.port", port)
                .with("server.address", "127.0.0.1")
                .with("hearth.instance", instance)
                .with("hearth.models.directory", data.models())
                .with("spring.kafka.bootstrap-servers", kafka())
                .with("spring.data.redis.url", "redis://" + redis())
                .with(own)
                .with(options.settings());
        return new Member(
                module.service(),
                index,
                new ChildCommand(instance, command, module.environment(), data.log(instance), true),
                known.concerning(module, settings),
                port,
                port,
                () -> readiness.ofServiceOn(port),
                stopStage,
                stopWait);
    }
}
