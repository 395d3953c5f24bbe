package dev.hearth.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.cli.local.ClusterFile;
import dev.hearth.cli.local.ClusterFile.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Another policy for one scheduler, while many invocations wait in it. */
@ExtendWith(TwinCluster.class)
class PolicySwitchIT {

    private static final int CALLS = 40;
    private static final int TEXTS = 8;

    private final HearthCluster cluster;

    PolicySwitchIT(HearthCluster cluster) {
        this.cluster = cluster;
    }

    @Test
    void needsARestartOfThatSchedulerOnlyAndLosesNothingThatWaits() throws IOException {
        var before = cluster.file();
        String holder;
        try (var group = new SchedulerGroup(cluster);
                var calls = new LongCalls(cluster)) {
            var waiting = calls.send(TwinCluster.SLOW, CALLS, TEXTS);
            holder = group.awaitHolder(TwinCluster.SLOW, CALLS / 2);

            cluster.restart(holder, "--set", "hearth.scheduler.policy=locality-aware")
                    .requireSuccess();

            assertThat(Files.readString(Path.of(cluster.service(holder).log())))
                    .contains("decides by policy=locality-aware eviction=lru");
            assertThat(waiting)
                    .extracting(CompletableFuture::join)
                    .allSatisfy(answer ->
                            assertThat(answer.status()).as(answer.text()).isEqualTo(200))
                    .extracting(Answer::id)
                    .doesNotHaveDuplicates();
        }
        assertThat(but(holder, cluster.file()))
                .containsExactlyElementsOf(but(holder, before))
                .allMatch(service -> service.process().isPresent());
        assertThat(before.services()).doesNotContain(cluster.service(holder));
        cluster.restart(holder, "--set", "hearth.scheduler.policy=earliest-completion")
                .requireSuccess();
    }

    private static List<Service> but(String instance, ClusterFile.Cluster cluster) {
        return cluster.services().stream()
                .filter(service -> !service.instance().equals(instance))
                .toList();
    }
}
