/** What the cluster hears of this worker: joined, heartbeats with full residency, loads and evictions, left. */
@NullMarked
package dev.hearth.worker.report;

import org.jspecify.annotations.NullMarked;
