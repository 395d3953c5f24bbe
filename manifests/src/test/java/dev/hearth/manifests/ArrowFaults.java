package dev.hearth.manifests;

import static dev.hearth.manifests.Fault.set;
import static dev.hearth.manifests.Fault.without;
import static dev.hearth.manifests.Fault.withoutResource;

import dev.hearth.manifests.network.ArrowCheck;
import java.util.function.Function;
import java.util.stream.Stream;

/** Policies that allow too little or too much. */
final class ArrowFaults {

    private static final String CPU = "overlays/cpu";

    private ArrowFaults() {}

    /** Arrows are taken away, and walls opened. */
    static Stream<Fault> arrows() {
        return Stream.concat(missing(), surplus());
    }

    private static Stream<Fault> missing() {
        return Stream.of(
                missing("client -> gateway TCP 8080", without("NetworkPolicy", "gateway", "/spec", "ingress")),
                missing("gateway -> registry TCP 8081", without("NetworkPolicy", "gateway", "/spec", "egress")),
                missing("gateway -> registry TCP 8081", withoutResource("NetworkPolicy", "registry")),
                missing("registry -> redis TCP 6379", without("NetworkPolicy", "registry", "/spec", "egress")),
                missing(
                        "scheduler -> redis TCP 6379",
                        set("NetworkPolicy", "redis", "/spec/ingress/0/ports/0", "port", "6380")),
                missing("scheduler -> worker TCP 8083", withoutResource("NetworkPolicy", "scheduler")),
                missing(
                        "scheduler -> worker TCP 8083",
                        set(
                                "NetworkPolicy",
                                "worker",
                                "/spec/ingress/0/from/0/podSelector/matchLabels",
                                "app.kubernetes.io/name",
                                "gateway")),
                missing("worker -> kafka TCP 9092", withoutResource("NetworkPolicy", "log")),
                missing("kafka -> kafka TCP 9091", without("NetworkPolicy", "kafka", "/spec", "egress")),
                missing(
                        "operator -> kafka TCP 8443",
                        set("NetworkPolicy", "kafka", "/spec/ingress/2/ports/2", "port", "8444")),
                missing("prometheus -> worker TCP 8083", withoutResource("NetworkPolicy", "prometheus")),
                missing("gateway -> resolver UDP 53", withoutResource("NetworkPolicy", "name-resolution")));
    }

    private static Stream<Fault> surplus() {
        return Stream.of(
                surplus(
                        "gateway -> redis TCP 6379",
                        set("NetworkPolicy", "gateway", "/spec", "egress", "[{}]")
                                .andThen(without("NetworkPolicy", "redis", "/spec/ingress/0", "from"))),
                surplus("client -> redis TCP 6379", without("NetworkPolicy", "redis", "/spec/ingress/0", "from")),
                surplus(
                        "client -> registry TCP 8081",
                        set("NetworkPolicy", "registry", "/spec/ingress/0", "from", "[{namespaceSelector: {}}]")),
                surplus("worker -> internet TCP 443", set("NetworkPolicy", "log", "/spec", "egress", "[{}]")),
                surplus(
                        "client -> worker TCP 8083",
                        set("NetworkPolicy", "worker", "/spec/ingress/0", "from", "[{ipBlock: {cidr: 10.0.0.0/8}}]")),
                surplus(
                        "grafana -> scheduler TCP 8082",
                        without("NetworkPolicy", "prometheus", "/spec/ingress/0/from/0", "podSelector")),
                surplus(
                        "scheduler -> worker TCP 22",
                        without("NetworkPolicy", "scheduler", "/spec/egress/0", "ports")
                                .andThen(without("NetworkPolicy", "worker", "/spec/ingress/0", "ports"))),
                surplus(
                        "client -> kafka TCP 9092",
                        without("Kafka", "hearth", "/spec/kafka/listeners/0", "networkPolicyPeers")),
                surplus("client -> stranger TCP 443", withoutResource("NetworkPolicy", "deny-all")),
                surplus("internet -> worker TCP 8083", set("NetworkPolicy", "worker", "/spec", "ingress", "[{}]")));
    }

    private static Fault missing(String arrow, Function<Manifests, Manifests> plant) {
        return new Fault(arrow + " cut", CPU, new ArrowCheck(), plant::apply, arrow + " is an arrow");
    }

    private static Fault surplus(String arrow, Function<Manifests, Manifests> plant) {
        return new Fault(arrow + " open", CPU, new ArrowCheck(), plant::apply, arrow + " is allowed");
    }
}
