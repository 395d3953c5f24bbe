package dev.hearth.cli.cluster;

import picocli.CommandLine.Option;

/** How many of each the cluster has. */
final class CountArguments {

    private static final int MOST_ENTRANCES = 8;
    private static final int MOST_WORKERS = 16;

    @Option(
            names = {"--workers", "--nodes"},
            defaultValue = "2",
            paramLabel = "N",
            description = "Worker processes, 1 to 16.")
    private int workers;

    @Option(
            names = {"--devices", "--gpus"},
            defaultValue = "1",
            paramLabel = "N",
            description = "Devices of each worker, 1 to 16.")
    private int devices;

    @Option(
            names = "--schedulers",
            defaultValue = "1",
            paramLabel = "N",
            description = "Scheduler processes that share the invocations, 1 to 8.")
    private int schedulers;

    @Option(
            names = "--registries",
            defaultValue = "1",
            paramLabel = "N",
            description = "Cache registry processes, 1 to 8.")
    private int registries;

    @Option(
            names = "--gateways",
            defaultValue = "1",
            paramLabel = "N",
            description = "Gateway processes, 1 to 8: the first on --port, the others on the ports after it.")
    private int gateways;

    /** @throws IllegalArgumentException naming one that is out of range */
    Counts chosen() {
        return new Counts(
                within(gateways, MOST_ENTRANCES, "--gateways"),
                within(schedulers, MOST_ENTRANCES, "--schedulers"),
                within(registries, MOST_ENTRANCES, "--registries"),
                within(workers, MOST_WORKERS, "--workers"),
                within(devices, MOST_WORKERS, "--devices"));
    }

    private static int within(int count, int most, String option) {
        if (count < 1 || count > most) {
            throw new IllegalArgumentException(option + " " + count + " is not between 1 and " + most);
        }
        return count;
    }
}
