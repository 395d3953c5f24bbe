package dev.hearth.cli.endtoend;

/** The cluster as {@code hearth up} starts it without any option: all samples, and too little memory for all of them. */
final class DefaultCluster extends ClusterFlavour {

    @Override
    HearthCluster start() {
        return HearthCluster.start("default");
    }
}
