package dev.hearth.cli.cluster;

import dev.hearth.cli.local.Checkout;
import dev.hearth.cli.local.DataOption;
import dev.hearth.cli.sample.Samples;
import java.util.List;
import java.util.concurrent.Callable;
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

    /** How services compile. */
    enum Jit {
        QUICK,
        FULL
    }

    @Option(
            names = {"-p", "--port"},
            defaultValue = "8080",
            description = "Port of the (first) gateway on 127.0.0.1.")
    private int port;

    @Mixin
    private DataOption data = new DataOption();

    @Option(names = "--detach", description = "Return once it is ready; 'hearth down' ends it.")
    private boolean detach;

    @Mixin
    private CountArguments counts = new CountArguments();

    @Mixin
    private EmulationArguments emulation = new EmulationArguments();

    @Mixin
    private DeviceArguments device = new DeviceArguments();

    @Option(
            names = "--policy",
            paramLabel = "NAME",
            description = "Placement policy: load-balancing, locality-aware, locality-aware-out-of-order or "
                    + "earliest-completion (the scheduler's default).")
    private @Nullable String policy;

    @Option(
            names = "--eviction",
            paramLabel = "NAME",
            description = "Which models leave a device under policies but earliest-completion: lru (the default) or"
                    + " cost-aware.")
    private @Nullable String eviction;

    @Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            description = "Any property of the services, e.g. hearth.scheduler.skip-limit=10, as often as needed"
                    + " (docs/configuration.md lists them). Each of hearth.* goes to the services that read it, others to"
                    + " all. The last of a name wins.")
    private @Nullable List<String> settings;

    @Option(
            names = "--jit",
            defaultValue = "quick",
            paramLabel = "quick|full",
            description = "quick starts fast, full runs fast once warm: take it to measure.")
    private Jit jit = Jit.QUICK;

    @Option(
            names = "--samples",
            split = ",",
            paramLabel = "all|none|NAME",
            description =
                    "Which of examples/ to import and deploy (default: all; with --emulate none, but a function for"
                            + " each model of the table).")
    private @Nullable List<String> samples;

    @Option(names = "--as-detached", hidden = true, description = "Standard output is the log already.")
    private boolean asDetached;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        var checkout = Checkout.find();
        var options = options(checkout);
        var out = spec.commandLine().getOut();
        if (detach) {
            return new DetachedStart(data.directory(), checkout, out)
                    .start(spec.commandLine().getParseResult().originalArgs());
        }
        new Supervisor(options, checkout)
                .run(owned -> asDetached ? Progress.on(out) : Progress.on(out, owned.log("supervisor")));
        return CommandLine.ExitCode.SOFTWARE;
    }

    private UpOptions options(Checkout checkout) {
        try {
            if (port < 1 || port > 65_535) {
                throw new IllegalArgumentException("--port " + port + " is not between 1 and 65535");
            }
            var counts = this.counts.chosen();
            if (port + counts.gateways() - 1 > 65_535) {
                throw new IllegalArgumentException(
                        "--gateways " + counts.gateways() + " from --port " + port + " on would go beyond port 65535");
            }
            var emulation = this.emulation.chosen(device.kind());
            return new UpOptions(
                    port,
                    data.directory(),
                    counts,
                    emulation,
                    settings(checkout, counts, emulation),
                    jit == Jit.FULL,
                    Samples.choose(checkout, chosenSamples(emulation)),
                    emulation != null && samples == null);
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    /** What is set by name wins over what other options stand for. */
    private Settings settings(Checkout checkout, Counts counts, @Nullable Emulation emulation) {
        var chosen = device.settings(emulation, samples == null).with("hearth.worker.device.count", counts.devices());
        var link = this.emulation.hostLink(device.kind());
        if (link.isPresent()) {
            chosen = chosen.with("hearth.worker.device.link-gbps", link.getAsDouble());
        }
        if (policy != null) {
            chosen = chosen.with("hearth.scheduler.policy", policy);
        }
        if (eviction != null) {
            chosen = chosen.with("hearth.scheduler.eviction", eviction);
        }
        if (settings == null) {
            return chosen;
        }
        var named = Settings.parse(settings);
        ServiceSettings.of(checkout).requireKnown(named);
        return chosen.with(named);
    }

    private List<String> chosenSamples(@Nullable Emulation emulation) {
        if (samples == null) {
            return List.of(emulation == null ? "all" : "none");
        }
        return samples;
    }
}
