package dev.hearth.simulator;

import dev.hearth.simulator.measure.Distribution;
import dev.hearth.simulator.measure.RunSummary;
import dev.hearth.simulator.measure.StepSeries;

/**
 * What came of a run.
 *
 * @param latencies from arrival to end
 * @param hottest the most requested model
 * @param replicas its ready copies over time
 */
public record SimulationResult(RunSummary summary, Distribution latencies, String hottest, StepSeries replicas) {}
