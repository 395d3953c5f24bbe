package dev.hearth.cli.endtoend;

/** Two GPUs of the paper's Table I at twenty times real pace, with a function for each of its models; all else is real. */
final class EmulatedCluster extends ClusterFlavour {

    @Override
    HearthCluster start() {
        return HearthCluster.start(
                "emulated", "--emulate", "table1", "--nodes", "1", "--gpus", "2", "--time-scale", "20");
    }
}
