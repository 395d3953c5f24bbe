/** Bounds of metrics: labels that stay few, histograms with few buckets. */
@NullMarked
package dev.hearth.telemetry.metrics;

import org.jspecify.annotations.NullMarked;
