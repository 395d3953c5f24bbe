package dev.hearth.cli.model;

import picocli.CommandLine.Command;

/** The commands on models. */
@Command(
        name = "models",
        description = "List, describe, import and delete models.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            ListModelsCommand.class,
            DescribeModelCommand.class,
            ImportModelCommand.class,
            DeleteModelCommand.class
        })
public final class ModelsCommand {}
