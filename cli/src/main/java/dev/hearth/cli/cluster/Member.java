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
 * @param ready whether it can do its work; asked from a thread of its own
 * @param stopStage lower ones end first, those of one stage together
 * @param stopWait how long it may take to end before it is killed
 */
record Member(
        String name,
        int index,
        ChildCommand command,
        int port,
        @Nullable Integer managementPort,
        BooleanSupplier ready,
        int stopStage,
        Duration stopWait) {}
