package dev.hearth.cli.cluster;

import dev.hearth.cli.local.Checkout;
import dev.hearth.embedded.ChildCommand;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Programs of the worker's jar other than the worker, run as workers are: on their JVM options, in their environment. */
public final class WorkerProgram {

    private final Checkout checkout;
    private final PrintWriter progress;

    /** @param progress is told when the jar has to be unpacked first */
    public WorkerProgram(Checkout checkout, PrintWriter progress) {
        this.checkout = checkout;
        this.progress = progress;
    }

    /**
     * How to start one; the worker's jar is unpacked by then.
     *
     * @param folder where it keeps its log and what it needs while it runs
     * @throws dev.hearth.cli.CommandFailedException if the worker is not built
     */
    public ChildCommand command(String mainClass, List<String> arguments, Path folder) throws InterruptedException {
        var module = ServiceModule.WORKER;
        var jar = new Preparation(checkout, Progress.on(progress)).unpack(module);
        var command = new ArrayList<String>();
        command.add(Jvm.java().toString());
        command.addAll(Jvm.running(module.heapMebibytes(), null, true));
        command.add("-Djava.io.tmpdir=" + folder);
        command.addAll(List.of("-cp", jar + ":" + jar.resolveSibling("lib") + "/*", mainClass));
        command.addAll(arguments);
        var name = mainClass.substring(mainClass.lastIndexOf('.') + 1);
        return new ChildCommand(name, command, module.environment(), folder.resolve(name + ".log"), false);
    }
}
