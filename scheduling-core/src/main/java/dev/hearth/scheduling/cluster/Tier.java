package dev.hearth.scheduling.cluster;

/** Where a model's weights lie when a load begins. */
public enum Tier {
    /** On disk or further away. */
    REPOSITORY,
    /** In the worker's host memory. */
    HOST
}
