package dev.hearth.cli.replay;

import java.time.Duration;

/**
 * How plans are played to running systems.
 *
 * @param timeScale how many times as fast as real everything emulated happens
 * @param gateways that share the calls of a run
 * @param warmUp how long fresh processes are called as often as they answer, before the trace
 */
record LiveSettings(double timeScale, int gateways, Duration warmUp) {}
