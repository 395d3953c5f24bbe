package dev.hearth.cli.cluster;

import dev.hearth.cli.local.ClusterFile;
import dev.hearth.embedded.ChildCommand;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One process of a cluster, before it is started.
 *
 * @param name as in {@link ClusterFile.Service}
 * @param program how it is started, without its settings
 * @param settings what it is told, as further arguments
 * @param managementPort absent for those that are no service of Hearth's own
 * @param ready whether it can do its work; asked from a thread of its own
 * @param stopStage lower ones end first, those of one stage together
 * @param stopWait how long it may take to end before it is killed
 */
record Member(
        String name,
        int index,
        ChildCommand program,
        Settings settings,
        int port,
        @Nullable Integer managementPort,
        BooleanSupplier ready,
        int stopStage,
        Duration stopWait) {

    String instance() {
        return program.name();
    }

    /** A service can be started again alone; the broker and Redis hold what all others live on. */
    boolean isService() {
        return managementPort != null;
    }

    ChildCommand command() {
        return new ChildCommand(
                program.name(),
                settings.appendedTo(program.command()),
                program.environment(),
                program.log(),
                program.watchesParent());
    }

    /** The same with {@code more} settings, which win over those it has. */
    Member with(Settings more) {
        return new Member(name, index, program, settings.with(more), port, managementPort, ready, stopStage, stopWait);
    }
}
