package dev.hearth.cli.cluster;

/**
 * How many of each there are.
 *
 * @param devices of each worker
 */
record Counts(int gateways, int schedulers, int registries, int workers, int devices) {}
