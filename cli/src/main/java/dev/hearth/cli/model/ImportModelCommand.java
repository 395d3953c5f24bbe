package dev.hearth.cli.model;

import dev.hearth.cli.CommandFailedException;
import dev.hearth.cli.gateway.GatewayOptions;
import dev.hearth.cli.gateway.OutputOption;
import dev.hearth.contracts.json.WireJson;
import dev.hearth.repository.ImportWishes;
import dev.hearth.repository.ModelImportException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Imports models into the repository of a cluster on this machine, running or not, or of the one behind a gateway. */
@Command(
        name = "import",
        description = "Import ONNX models into the repository: of the cluster in --data, or through --gateway.")
final class ImportModelCommand implements Runnable {

    @Parameters(
            paramLabel = "PATH",
            arity = "0..1",
            description =
                    "An .onnx file; a folder, with a model.yml or each .onnx in it a graph and all else beside them;"
                            + " or a zip, tar or tar.gz of such a folder.")
    private @Nullable Path path;

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description = "A model.yml, whose files may lie anywhere; may be repeated.")
    private List<Path> descriptions = new ArrayList<>();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help message and exit.")
    private boolean help;

    @Option(names = "--if-absent", description = "Pass over versions that the repository has already.")
    private boolean ifAbsent;

    @Option(names = "--name", paramLabel = "NAME", description = "Name in the repository; else the model.yml's.")
    private @Nullable String name;

    @Option(names = "--version", paramLabel = "N", description = "A positive integer; else the model.yml's.")
    private @Nullable Integer version;

    @Option(
            names = "--task",
            paramLabel = "TASK",
            description = "text-embedding, ocr, image-classification or tensor; else the model.yml's.")
    private @Nullable String task;

    @Option(names = "--tokenizer", paramLabel = "FILE", description = "A tokenizer.json that goes with the model.")
    private @Nullable Path tokenizer;

    @Option(
            names = {"-p", "--parameter"},
            paramLabel = "KEY=VALUE",
            description = "A parameter of the task, e.g. pooling=mean; may be repeated.")
    private Map<String, String> parameters = new LinkedHashMap<>();

    @Mixin
    private GatewayOptions gateway = new GatewayOptions();

    @Mixin
    private OutputOption output = new OutputOption();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        var sources = sources();
        var wishes = wishes();
        var done = new ArrayList<Imported>();
        try (var destination = destination()) {
            for (var source : sources) {
                var imported = add(destination, source, wishes);
                done.add(imported);
                if (!output.json()) {
                    print(imported.line());
                }
            }
        }
        if (output.json()) {
            print(WireJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(done));
        }
    }

    private List<ImportSource> sources() {
        var sources = new ArrayList<ImportSource>();
        if (path != null) {
            sources.add(new ImportSource.Undescribed(path));
        }
        descriptions.forEach(file -> sources.add(new ImportSource.Described(file)));
        if (sources.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "Missing what to import: PATH or --file=FILE");
        }
        if (sources.size() > 1 && saysOfOne()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--name, --version, --task, --tokenizer and --parameter speak of one model; there are "
                            + sources.size());
        }
        return sources;
    }

    private boolean saysOfOne() {
        return name != null || version != null || task != null || tokenizer != null || !parameters.isEmpty();
    }

    private ImportWishes wishes() {
        try {
            return new ImportWishes(
                    name, version, task, ModelSource.tokenizer(tokenizer), ImportWishes.typed(parameters));
        } catch (IllegalArgumentException e) {
            throw new CommandFailedException(String.valueOf(e.getMessage()), e);
        }
    }

    /** A running cluster on this machine sees what is put into its folder, so only a gateway that was named is asked. */
    private Destination destination() {
        return gateway.isNamed()
                ? new GatewayRepository(gateway.connect(), spec.commandLine().getErr())
                : new LocalRepository(gateway.dataDirectory().resolve("models"));
    }

    private Imported add(Destination destination, ImportSource source, ImportWishes wishes) {
        try {
            return destination.add(source, wishes, ifAbsent);
        } catch (ModelImportException | CommandFailedException | IOException e) {
            var message = String.valueOf(e.getMessage());
            throw new CommandFailedException(
                    message.contains(source.path().toString()) ? message : source.path() + ": " + message, e);
        }
    }

    private void print(String line) {
        var out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }
}
