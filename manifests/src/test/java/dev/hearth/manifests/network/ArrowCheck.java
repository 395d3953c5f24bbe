package dev.hearth.manifests.network;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.hearth.manifests.Check;
import dev.hearth.manifests.Manifests;
import dev.hearth.manifests.Resource;
import dev.hearth.manifests.workload.StrimziPods;
import dev.hearth.manifests.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The network policies allow the arrows of the architecture and no others. */
public final class ArrowCheck implements Check {

    private static final String HEARTH = "hearth";
    private static final List<String> SERVICES = List.of("gateway", "registry", "scheduler", "worker");
    private static final int DNS = 53;
    private static final int KAFKA = 9092;

    private static final Peer RESOLVER = Peer.outside("resolver", "kube-system", Map.of("k8s-app", "kube-dns"));
    private static final Peer PROMETHEUS =
            Peer.outside("prometheus", "monitoring", Map.of("app.kubernetes.io/name", "prometheus"));
    private static final Peer OPERATOR =
            Peer.outside("operator", "strimzi", Map.of("strimzi.io/kind", "cluster-operator"));

    /** Who else may be there: in another namespace, in Hearth's own, in the resolver's, and outside of the cluster. */
    private static final List<Peer> STRANGERS = List.of(
            Peer.outside("client", "ingress", Map.of("app", "ingress")),
            Peer.outside("stranger", HEARTH, Map.of("app", "stranger")),
            Peer.outside("grafana", "monitoring", Map.of("app.kubernetes.io/name", "grafana")),
            Peer.outside("system", "kube-system", Map.of("k8s-app", "metrics-server")),
            Peer.outside("internet", "", Map.of()));

    @Override
    public List<String> findings(Manifests manifests) {
        var peers = peers(manifests);
        var allowed = allowed(peers, new Policies(policies(manifests)));
        var expected = expected(peers, manifests);
        var findings = new ArrayList<String>();
        expected.stream()
                .filter(arrow -> !allowed.contains(arrow))
                .forEach(arrow -> findings.add(arrow + " is an arrow of the architecture, no policy allows it"));
        allowed.stream()
                .filter(arrow -> !expected.contains(arrow))
                .forEach(arrow -> findings.add(arrow + " is allowed, and no arrow of the architecture"));
        return findings;
    }

    private static List<Peer> peers(Manifests manifests) {
        var peers = new ArrayList<Peer>();
        Workload.in(manifests)
                .map(workload -> new Peer(workload.resource().name(), HEARTH, workload.labels(), workload.ports()))
                .forEach(peers::add);
        manifests.ofKind("Kafka").forEach(kafka -> {
            var ports = new TreeMap<String, Integer>(Map.of("kafka", KAFKA));
            StrimziPods.OWN_PORTS.forEach(port -> ports.put("own-" + port, port));
            peers.add(new Peer("kafka", HEARTH, StrimziPods.labels(kafka), ports));
        });
        peers.addAll(List.of(RESOLVER, PROMETHEUS, OPERATOR));
        peers.addAll(STRANGERS);
        return peers;
    }

    /** Those that are written down and the one that Strimzi makes for Kafka's clients. */
    private static List<Resource> policies(Manifests manifests) {
        var policies = new ArrayList<>(manifests.ofKind("NetworkPolicy").toList());
        manifests.ofKind("Kafka").map(ArrowCheck::ofStrimzi).forEach(policies::add);
        return policies;
    }

    private static Resource ofStrimzi(Resource kafka) {
        var json = JsonNodeFactory.instance.objectNode();
        json.putObject("metadata").put("namespace", HEARTH);
        var spec = json.putObject("spec");
        var selected = spec.putObject("podSelector").putObject("matchLabels");
        StrimziPods.labels(kafka).forEach(selected::put);
        spec.putArray("policyTypes").add("Ingress");
        var rule = spec.putArray("ingress").addObject();
        rule.putArray("ports").addObject().put("port", KAFKA);
        var clients = kafka.at("/spec/kafka/listeners/0/networkPolicyPeers");
        if (!clients.isMissingNode()) {
            rule.set("from", clients.deepCopy());
        }
        return new Resource(json);
    }

    private static SortedSet<Arrow> allowed(List<Peer> peers, Policies policies) {
        var ports = new TreeSet<>(Set.of(22, DNS, 443));
        peers.forEach(peer -> ports.addAll(peer.ports().values()));
        var allowed = new TreeSet<Arrow>();
        for (var from : peers) {
            for (var to : peers) {
                if (!from.namespace().equals(HEARTH) && !to.namespace().equals(HEARTH)) {
                    continue; // none of Hearth's business
                }
                for (var protocol : List.of("TCP", "UDP")) {
                    ports.stream()
                            .filter(port -> policies.allow(from, to, protocol, port))
                            .forEach(port -> allowed.add(new Arrow(from.name(), to.name(), protocol, port)));
                }
            }
        }
        return allowed;
    }

    private static SortedSet<Arrow> expected(List<Peer> peers, Manifests manifests) {
        var expected = new TreeSet<Arrow>(Set.of(
                Arrow.tcp("gateway", "registry", 8081),
                Arrow.tcp("scheduler", "worker", 8083),
                Arrow.tcp("scheduler", "redis", 6379),
                Arrow.tcp("registry", "redis", 6379)));
        SERVICES.forEach(service -> expected.add(Arrow.tcp(service, "kafka", KAFKA)));
        peers.stream()
                .filter(peer -> !peer.namespace().equals(HEARTH))
                .forEach(caller -> expected.add(Arrow.tcp(caller.name(), "gateway", 8080)));
        peers.stream().filter(peer -> peer.namespace().equals(HEARTH)).forEach(caller -> {
            expected.add(new Arrow(caller.name(), RESOLVER.name(), "TCP", DNS));
            expected.add(new Arrow(caller.name(), RESOLVER.name(), "UDP", DNS));
        });
        manifests
                .ofKind("ServiceMonitor")
                .forEach(monitor -> peers.stream()
                        .filter(peer -> SERVICES.contains(peer.name()))
                        .forEach(service -> expected.add(Arrow.tcp(
                                PROMETHEUS.name(),
                                service.name(),
                                service.ports().get("http")))));
        manifests.ofKind("Kafka").forEach(kafka -> {
            expected.add(Arrow.tcp("kafka", "kafka", 9090));
            expected.add(Arrow.tcp("kafka", "kafka", 9091));
            StrimziPods.OWN_PORTS.forEach(port -> expected.add(Arrow.tcp(OPERATOR.name(), "kafka", port)));
        });
        return expected;
    }
}
