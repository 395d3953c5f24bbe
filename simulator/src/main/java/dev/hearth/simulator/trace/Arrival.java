package dev.hearth.simulator.trace;

/** One invocation of a function, {@code millis} after the trace's time zero. */
public record Arrival(long millis, String function) {}
