package dev.hearth.cli.model;

import static dev.hearth.cli.gateway.Sizes.mebibytes;

import dev.hearth.cli.CommandFailedException;
import dev.hearth.cli.local.DataOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.core.JacksonException;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Imports a model into the repository of a cluster on this machine, running or not. */
@Command(name = "import", description = "Import an ONNX model into the repository.")
final class ImportModelCommand implements Runnable {

    @Parameters(
            paramLabel = "PATH",
            description = "An .onnx file, or a folder: each .onnx in it is a graph, all else goes with the model.")
    private Path path = Path.of("");

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help message and exit.")
    private boolean help;

    @Option(names = "--name", required = true, paramLabel = "NAME", description = "Name in the repository.")
    private String name = "";

    @Option(names = "--version", required = true, paramLabel = "N", description = "Version, a positive integer.")
    private int version;

    @Option(
            names = "--task",
            required = true,
            paramLabel = "TASK",
            description = "text-embedding, ocr, image-classification or tensor.")
    private String task = "";

    @Option(names = "--tokenizer", paramLabel = "FILE", description = "A tokenizer.json that goes with the model.")
    private @Nullable Path tokenizer;

    @Option(
            names = {"-p", "--parameter"},
            paramLabel = "KEY=VALUE",
            description = "A parameter of the task, e.g. pooling=mean; may be repeated.")
    private Map<String, String> parameters = new LinkedHashMap<>();

    @Mixin
    private DataOption data = new DataOption();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        var model = new ModelSource(name, version, task, path, tokenizer, typed(parameters));
        var manifest = model.importInto(data.directory().resolve("models"));
        spec.commandLine()
                .getOut()
                .println("Imported " + manifest.reference() + ": " + mebibytes(manifest.bytes()) + " of weights, task "
                        + manifest.task());
    }

    /** Numbers and truth values as such, as model.yaml would have them. */
    static Map<String, Object> typed(Map<String, String> parameters) {
        var yaml = new YAMLMapper();
        var typed = new LinkedHashMap<String, Object>();
        parameters.forEach((key, value) -> {
            try {
                typed.put(key, yaml.readValue(value, Object.class));
            } catch (JacksonException e) {
                throw new CommandFailedException(
                        "parameter " + key + "='" + value + "' is not a YAML value: " + e.getOriginalMessage(), e);
            }
        });
        return typed;
    }
}
