package dev.hearth.cli.gateway;

import java.util.Locale;

/** Bytes as a person reads them. */
public final class Sizes {

    private static final double MEBI = 1 << 20;

    private Sizes() {}

    /** In MiB, with one decimal. */
    public static String mebibytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f MiB", bytes / MEBI);
    }
}
