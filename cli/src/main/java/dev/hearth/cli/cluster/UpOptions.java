package dev.hearth.cli.cluster;

import dev.hearth.cli.sample.Sample;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The cluster that {@code hearth up} is asked for.
 *
 * @param port of the first gateway, on 127.0.0.1
 * @param data absolute
 * @param emulation absent means that devices really compute
 * @param settings of all services together, those that other options stand for among them
 * @param fullJit whether services use both compilers: slower to start, faster once warm
 * @param samples to import and deploy
 * @param tableFunctions whether each model of the emulated GPUs' table gets a function
 */
record UpOptions(
        int port,
        Path data,
        Counts counts,
        @Nullable Emulation emulation,
        Settings settings,
        boolean fullJit,
        List<Sample> samples,
        boolean tableFunctions) {}
