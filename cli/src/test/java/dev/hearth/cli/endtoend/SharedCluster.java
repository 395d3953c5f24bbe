package dev.hearth.cli.endtoend;

/** Two workers of two GPUs each, and the function {@code embed}: what most tests need. They take no process from it. */
final class SharedCluster extends ClusterFlavour {

    @Override
    HearthCluster start() {
        return HearthCluster.start("shared", "--samples", "embed", "--devices", "2", "--device-memory", "128MB");
    }
}
