package dev.hearth.manifests.network;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.manifests.Resource;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What NetworkPolicies allow, by Kubernetes' rules: who is selected by no policy of a direction may do all in it, who is
 * selected may do what any of them allows.
 */
final class Policies {

    private final List<Resource> policies;

    Policies(List<Resource> policies) {
        this.policies = List.copyOf(policies);
    }

    boolean allow(Peer from, Peer to, String protocol, int port) {
        return allow("Egress", "egress", "to", from, to, new Target(to, protocol, port))
                && allow("Ingress", "ingress", "from", to, from, new Target(to, protocol, port));
    }

    private record Target(Peer peer, String protocol, int port) {}

    private boolean allow(String type, String rules, String peers, Peer selected, Peer other, Target target) {
        var selecting = policies.stream()
                .filter(policy -> types(policy).anyMatch(type::equals))
                .filter(policy -> selects(policy, selected))
                .toList();
        return selecting.isEmpty()
                || selecting.stream()
                        .anyMatch(policy -> Resource.elements(policy.at("/spec/" + rules))
                                .anyMatch(rule -> meetsPeer(policy, rule.path(peers), other)
                                        && meetsPort(rule.path("ports"), target)));
    }

    /** Where none are named, ingress, and egress if there are rules for it. */
    private static Stream<String> types(Resource policy) {
        var named = policy.at("/spec/policyTypes");
        if (!named.isMissingNode()) {
            return Resource.elements(named).map(JsonNode::asText);
        }
        return policy.at("/spec/egress").isMissingNode() ? Stream.of("Ingress") : Stream.of("Ingress", "Egress");
    }

    private static boolean selects(Resource policy, Peer peer) {
        return peer.namespace().equals(namespace(policy)) && meets(policy.at("/spec/podSelector"), peer.labels());
    }

    private static boolean meetsPeer(Resource policy, JsonNode peers, Peer peer) {
        return peers.isEmpty() || Resource.elements(peers).anyMatch(candidate -> isPeer(policy, candidate, peer));
    }

    /** A block of addresses is taken to hold everybody's, so that it never passes for less than it may be. */
    private static boolean isPeer(Resource policy, JsonNode candidate, Peer peer) {
        if (candidate.has("ipBlock")) {
            return true;
        }
        var namespaces = candidate.path("namespaceSelector");
        var inNamespace = namespaces.isMissingNode()
                ? peer.namespace().equals(namespace(policy))
                : peer.isInCluster() && meets(namespaces, Map.of("kubernetes.io/metadata.name", peer.namespace()));
        return inNamespace && meets(candidate.path("podSelector"), peer.labels());
    }

    private static boolean meetsPort(JsonNode ports, Target target) {
        return ports.isEmpty()
                || Resource.elements(ports)
                        .filter(port -> port.path("protocol").asText("TCP").equals(target.protocol()))
                        .anyMatch(port -> isPort(port, target));
    }

    private static boolean isPort(JsonNode port, Target target) {
        var first = port.path("port");
        if (first.isMissingNode()) {
            return true;
        }
        if (first.isTextual()) {
            return target.peer().ports().getOrDefault(first.asText(), -1) == target.port();
        }
        return first.asInt() <= target.port()
                && target.port() <= port.path("endPort").asInt(first.asInt());
    }

    private static boolean meets(JsonNode selector, Map<String, String> labels) {
        return labels.entrySet()
                        .containsAll(
                                Resource.strings(selector.path("matchLabels")).entrySet())
                && Resource.elements(selector.path("matchExpressions"))
                        .allMatch(expression -> meetsExpression(expression, labels));
    }

    private static boolean meetsExpression(JsonNode expression, Map<String, String> labels) {
        var value = labels.get(expression.path("key").asText());
        var among = value != null
                && Resource.elements(expression.path("values"))
                        .anyMatch(each -> each.asText().equals(value));
        return switch (expression.path("operator").asText()) {
            case "In" -> among;
            case "NotIn" -> !among;
            case "Exists" -> value != null;
            case "DoesNotExist" -> value == null;
            default -> throw new IllegalArgumentException("unknown operator in " + expression);
        };
    }

    private static String namespace(Resource policy) {
        return policy.at("/metadata/namespace").asText();
    }
}
