package dev.hearth.cli.endtoend;

/**
 * Two or more of each service: two gateways, two schedulers, two registries and four workers of one GPU, with the functions of
 * a {@link TwinCluster}. Tests end its processes, and start each again.
 */
final class ScaledOutCluster extends ClusterFlavour {

    @Override
    HearthCluster start() {
        var cluster = HearthCluster.start(
                "scaled-out",
                "--gateways",
                "2",
                "--schedulers",
                "2",
                "--registries",
                "2",
                "--workers",
                "4",
                "--devices",
                "1",
                "--samples",
                "none");
        TwinCluster.deployFunctions(cluster);
        return cluster;
    }
}
