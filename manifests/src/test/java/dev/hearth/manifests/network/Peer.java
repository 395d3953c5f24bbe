package dev.hearth.manifests.network;

import java.util.Map;

/**
 * Somebody who calls or is called.
 *
 * @param namespace empty outside the cluster
 * @param ports numbers by name
 */
record Peer(String name, String namespace, Map<String, String> labels, Map<String, Integer> ports) {

    static Peer outside(String name, String namespace, Map<String, String> labels) {
        return new Peer(name, namespace, labels, Map.of());
    }

    boolean isInCluster() {
        return !namespace.isEmpty();
    }
}
