package dev.hearth.cli.cluster;

import dev.hearth.cli.local.Checkout;
import dev.hearth.cli.local.DataOption;
import dev.hearth.cli.sample.Samples;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Starts a whole Hearth on this machine and keeps it until it is asked to end. */
@Command(
        name = "up",
        description = "Start Kafka, Redis and all services on this machine; Ctrl-C ends them.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
public final class UpCommand implements Callable<Integer> {

    /** How the last line of a start that succeeded begins. */
    static final String READY = "Hearth is ready";

    private static final Pattern SIZE = Pattern.compile("[1-9][0-9]{0,9}(B|KB|MB|GB)");

    /** How services compile. */
    enum Jit {
        QUICK,
        FULL
    }

    @Option(
            names = {"-p", "--port"},
            defaultValue = "8080",
            description = "Port of the gateway on 127.0.0.1.")
    private int port;

    @Mixin
    private DataOption data = new DataOption();

    @Option(names = "--detach", description = "Return once it is ready; 'hearth down' ends it.")
    private boolean detach;

    @Option(names = "--workers", defaultValue = "2", description = "Worker processes, 1 to 16.")
    private int workers;

    @Option(names = "--devices", defaultValue = "1", description = "Devices of each worker, 1 to 16.")
    private int devices;

    @Option(
            names = "--device-memory",
            defaultValue = "96MB",
            paramLabel = "SIZE",
            description = "Memory of each device, e.g. 512MB or 2GB.")
    private String deviceMemory = "96MB";

    @Option(
            names = "--policy",
            paramLabel = "NAME",
            description = "Placement policy: load-balancing, locality-aware, locality-aware-out-of-order or "
                    + "earliest-completion (the scheduler's default).")
    private @Nullable String policy;

    @Option(
            names = "--jit",
            defaultValue = "quick",
            paramLabel = "quick|full",
            description = "quick starts fast, full runs fast once warm: take it to measure.")
    private Jit jit = Jit.QUICK;

    @Option(
            names = "--samples",
            split = ",",
            defaultValue = "all",
            paramLabel = "all|none|NAME",
            description = "Which of examples/ to import and deploy.")
    private List<String> samples = List.of();

    @Option(names = "--as-detached", hidden = true, description = "Standard output is the log already.")
    private boolean asDetached;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        check(port >= 1 && port <= 65_535, "--port " + port + " is not between 1 and 65535");
        check(workers >= 1 && workers <= 16, "--workers " + workers + " is not between 1 and 16");
        check(devices >= 1 && devices <= 16, "--devices " + devices + " is not between 1 and 16");
        check(
                SIZE.matcher(deviceMemory).matches(),
                "--device-memory '" + deviceMemory + "' is not a size such as 512MB or 2GB");
        var out = spec.commandLine().getOut();
        if (detach) {
            return new DetachedStart(data.directory(), Checkout.find(), out)
                    .start(spec.commandLine().getParseResult().originalArgs());
        }
        var checkout = Checkout.find();
        new Supervisor(options(checkout), checkout)
                .run(owned -> asDetached ? Progress.on(out) : Progress.on(out, owned.log("supervisor")));
        return CommandLine.ExitCode.SOFTWARE;
    }

    private UpOptions options(Checkout checkout) {
        return new UpOptions(
                port,
                data.directory(),
                workers,
                devices,
                deviceMemory,
                policy,
                jit == Jit.FULL,
                Samples.choose(checkout, samples));
    }

    private void check(boolean condition, String otherwise) {
        if (!condition) {
            throw new CommandLine.ParameterException(spec.commandLine(), otherwise);
        }
    }
}
