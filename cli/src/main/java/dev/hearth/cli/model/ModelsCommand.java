package dev.hearth.cli.model;

import picocli.CommandLine.Command;

/** The commands on models; a model's name in place of a command describes it. */
@Command(
        name = "models",
        description = "List, describe, import and delete models; 'models NAME[:VERSION]' describes one.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "(COMMAND | NAME[:VERSION])",
        preprocessor = DescribedByName.class,
        subcommands = {
            ListModelsCommand.class,
            DescribeModelCommand.class,
            ImportModelCommand.class,
            DeleteModelCommand.class
        })
public final class ModelsCommand {}
