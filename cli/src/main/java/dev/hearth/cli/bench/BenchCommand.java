package dev.hearth.cli.bench;

import picocli.CommandLine.Command;

/** The benchmarks. */
@Command(
        name = "bench",
        description = "Measure Hearth on this machine.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "NAME",
        subcommands = {
            OverheadCommand.class,
            BatchingCommand.class,
            ReloadCommand.class,
            OverlapCommand.class,
            EvictionsCommand.class,
            CacheCommand.class,
            DecisionsCommand.class,
            FleetCommand.class
        })
public final class BenchCommand {}
