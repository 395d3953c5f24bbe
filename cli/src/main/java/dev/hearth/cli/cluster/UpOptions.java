package dev.hearth.cli.cluster;

import dev.hearth.cli.sample.Sample;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The cluster that {@code hearth up} is asked for.
 *
 * @param port of the gateway, on 127.0.0.1
 * @param data absolute
 * @param deviceMemory of each device, e.g. {@code 128MB}
 * @param policy absent means the scheduler's default
 * @param fullJit whether services use both compilers: slower to start, faster once warm
 * @param samples to import and deploy
 */
record UpOptions(
        int port,
        Path data,
        int workers,
        int devices,
        String deviceMemory,
        @Nullable String policy,
        boolean fullJit,
        List<Sample> samples) {}
