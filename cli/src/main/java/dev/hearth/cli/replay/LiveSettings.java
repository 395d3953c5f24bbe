package dev.hearth.cli.replay;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How plans are played to running systems.
 *
 * @param timeScale how many times as fast as real everything emulated happens
 * @param gateways that share the calls of a run
 * @param warmUp how long fresh processes are called as often as they answer, before the trace
 * @param running folder of a cluster that runs already and is played to as it is; null to start one for each plan
 */
record LiveSettings(
        double timeScale,
        int gateways,
        Duration warmUp,
        @Nullable Path running) {}
