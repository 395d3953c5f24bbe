package dev.hearth.cli.bench;

/** From one moment to another, in milliseconds of Unix time. */
record Span(double fromMillis, double toMillis) {

    static Span of(double fromMillis, double lengthMs) {
        return new Span(fromMillis, fromMillis + lengthMs);
    }

    double lengthMs() {
        return toMillis - fromMillis;
    }

    /** How long both went on. */
    double overlapMs(Span other) {
        return Math.max(0, Math.min(toMillis, other.toMillis) - Math.max(fromMillis, other.fromMillis));
    }
}
