package dev.hearth.cli.cluster;

import dev.hearth.cli.CommandFailedException;
import dev.hearth.cli.local.Checkout;
import dev.hearth.cli.local.ClusterFile;
import dev.hearth.cli.local.ClusterFile.Service;
import dev.hearth.cli.local.DataOption;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Restarts one service of a running cluster. The supervisor does it, whose children all services are; this asks for it and
 * waits.
 */
@Command(
        name = "restart",
        description = "End one service of the cluster on this machine and start it again, with other settings if given;"
                + " also one that has ended. Returns once it is ready.",
        mixinStandardHelpOptions = true)
public final class RestartCommand implements Runnable {

    /** Longer than a service may take to end and to be ready, shorter than two. */
    private static final Duration LONGEST = Duration.ofSeconds(90);

    private static final long POLL_MILLIS = 100;

    @Parameters(paramLabel = "INSTANCE", description = "e.g. scheduler-1, gateway-2, worker-3 or registry-1.")
    private String instance = "";

    @Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            description = "A property that it gets beside those it has, e.g. hearth.scheduler.policy=locality-aware, as"
                    + " often as needed. It keeps them in later restarts.")
    private @Nullable List<String> settings;

    @Mixin
    private DataOption data = new DataOption();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        var assignments = settings == null ? List.<String>of() : settings;
        var chosen = chosen(assignments);
        var supervisor = supervisor();
        requireConcerned(chosen);
        try {
            spec.commandLine().getOut().println(ask(new RestartRequest(instance, chosen.assignments()), supervisor));
        } catch (IOException e) {
            throw new CommandFailedException("the supervisor in " + data.directory() + " cannot be asked: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailedException("interrupted; " + instance + " may restart all the same", e);
        }
    }

    private Settings chosen(List<String> assignments) {
        try {
            return Settings.parse(assignments);
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private ProcessHandle supervisor() {
        var cluster = ClusterFile.in(data.directory()).read();
        var supervisor = cluster.stream()
                .flatMap(running -> running.services().stream())
                .filter(service -> service.name().equals("supervisor"))
                .flatMap(service -> service.process().stream())
                .findFirst()
                .orElseThrow(() -> new CommandFailedException(
                        "no cluster runs in " + data.directory() + "; start one with 'hearth up'"));
        var services = cluster.orElseThrow().services().stream()
                .filter(service -> service.managementPort() != null)
                .map(Service::instance)
                .toList();
        if (!services.contains(instance)) {
            throw new CommandFailedException("'" + instance + "' cannot be restarted; the services of this cluster are "
                    + String.join(", ", services));
        }
        return supervisor;
    }

    private void requireConcerned(Settings chosen) {
        var known = ServiceSettings.of(Checkout.find());
        try {
            known.requireKnown(chosen);
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
        var module = ServiceModule.ofInstance(instance).orElseThrow();
        var own = known.concerning(module, chosen).values().keySet();
        var others = chosen.values().keySet().stream()
                .filter(name -> !own.contains(name))
                .collect(Collectors.joining(", "));
        if (!others.isEmpty()) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), others + " is nothing that a " + module.service() + " reads");
        }
    }

    private String ask(RestartRequest request, ProcessHandle supervisor) throws IOException, InterruptedException {
        var requests = RestartRequests.in(data.directory());
        var id = requests.submit(request);
        try {
            var deadline = System.nanoTime() + LONGEST.toNanos();
            while (true) {
                var alive = supervisor.isAlive();
                var answer = requests.answer(id);
                if (answer.isPresent()) {
                    return success(answer.get());
                }
                if (!alive) {
                    throw new CommandFailedException("the cluster in " + data.directory() + " was ended meanwhile");
                }
                if (System.nanoTime() > deadline) {
                    throw new CommandFailedException(instance + " was not restarted within " + LONGEST.toSeconds()
                            + " s; its supervisor's log is " + data.directory().resolve("logs/supervisor.log"));
                }
                Thread.sleep(POLL_MILLIS);
            }
        } finally {
            requests.forget(id);
        }
    }

    private static String success(RestartRequest.Answer answer) {
        if (!answer.done()) {
            throw new CommandFailedException(answer.message());
        }
        return answer.message();
    }
}
