package dev.hearth.gateway.invocation;

import dev.hearth.contracts.invocation.Timing;

/** Times as headers spell them, in any locale; written by hand because every answer pays for it. */
final class TimingFormat {

    private static final int MILLIS_DIGITS = 3;
    private static final int SECONDS_DIGITS = 6;

    private TimingFormat() {}

    /** {@code queue;dur=1.200, load;dur=...}, milliseconds to the microsecond. */
    static String serverTiming(Timing timing) {
        var out = new StringBuilder(112);
        entry(out, "queue", timing.queueMs());
        entry(out.append(", "), "load", timing.loadMs());
        entry(out.append(", "), "transfer", timing.transferMs());
        entry(out.append(", "), "inference", timing.inferenceMs());
        entry(out.append(", "), "total", timing.totalMs());
        return out.toString();
    }

    /** As {@code %f} writes seconds. */
    static String seconds(long nanos) {
        var out = new StringBuilder(12);
        fixed(out, nanos / 1e9, SECONDS_DIGITS);
        return out.toString();
    }

    private static void entry(StringBuilder out, String name, double millis) {
        fixed(out.append(name).append(";dur="), millis, MILLIS_DIGITS);
    }

    private static void fixed(StringBuilder out, double value, int digits) {
        long scale = 1;
        for (int i = 0; i < digits; i++) {
            scale *= 10;
        }
        var scaled = Math.max(0, Math.round(value * scale));
        out.append(scaled / scale).append('.');
        var fraction = scaled % scale;
        for (var place = scale / 10; place > 0; place /= 10) {
            out.append((char) ('0' + fraction / place % 10));
        }
    }
}
