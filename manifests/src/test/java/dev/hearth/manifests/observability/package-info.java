/** What watches a cluster: its metrics, and what Prometheus and Grafana make of them. */
@NullMarked
package dev.hearth.manifests.observability;

import org.jspecify.annotations.NullMarked;
