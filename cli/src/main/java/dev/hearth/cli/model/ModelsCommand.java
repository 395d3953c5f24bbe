package dev.hearth.cli.model;

import picocli.CommandLine.Command;

/** The commands on models. */
@Command(
        name = "models",
        description = "List and import models.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {ListModelsCommand.class, ImportModelCommand.class})
public final class ModelsCommand {}
