package dev.hearth.cli.gateway;

import dev.hearth.contracts.invocation.Timing;

/** Reads the header in which an answer says where its time went. */
public final class ServerTiming {

    private static final String DURATION = ";dur=";

    private ServerTiming() {}

    /** Of {@code queue;dur=1.2, load;dur=0, ...}, in any order; a span that is not named counts as 0. */
    public static Timing parse(String header) {
        return new Timing(
                millis(header, "queue"),
                millis(header, "load"),
                millis(header, "transfer"),
                millis(header, "inference"),
                millis(header, "total"));
    }

    private static double millis(String header, String name) {
        var at = header.indexOf(name + DURATION);
        if (at < 0) {
            return 0;
        }
        var from = at + name.length() + DURATION.length();
        var comma = header.indexOf(',', from);
        return Double.parseDouble(header.substring(from, comma < 0 ? header.length() : comma));
    }
}
