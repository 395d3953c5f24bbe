package dev.hearth.simulator.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** Synthetic load: the same number of arrivals each minute, uniform within it, of functions drawn by {@link Zipf}. */
public final class ZipfLoad {

    /** What it is chosen by. */
    public static final String NAME = "zipf";

    static final int DEFAULT_FUNCTIONS = 35;

    private static final int MINUTE_MILLIS = 60_000;

    private ZipfLoad() {}

    static Trace make(LoadOptions options) {
        long total = (long) options.minutes() * options.perMinute();
        if (total > Trace.MOST_ARRIVALS) {
            throw new IllegalArgumentException(options.minutes() + " minutes of " + options.perMinute()
                    + " arrivals are " + total + "; the most is " + Trace.MOST_ARRIVALS);
        }
        int functions = options.functions().orElse(DEFAULT_FUNCTIONS);
        SplittableRandom random = new SplittableRandom(options.seed());
        Zipf zipf = new Zipf(functions, options.zipf(), random);
        List<Arrival> arrivals = new ArrayList<>();
        for (int minute = 0; minute < options.minutes(); minute++) {
            for (int i = 0; i < options.perMinute(); i++) {
                long millis = (long) minute * MINUTE_MILLIS + random.nextInt(MINUTE_MILLIS);
                arrivals.add(new Arrival(millis, zipf.next()));
            }
        }
        String name = String.format(Locale.ROOT, "zipf-%d-%.1f-seed%d", functions, options.zipf(), options.seed());
        return Trace.sorted(name, arrivals);
    }
}
