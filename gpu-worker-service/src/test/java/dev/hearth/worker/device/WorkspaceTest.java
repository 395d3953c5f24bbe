package dev.hearth.worker.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkspaceTest {

    private static final long SLAB = 2 << 20;
    private static final long TOTAL_BYTES = 24 * SLAB;

    private final SlabPool<HostSlabs.Slab> pool = new SlabPool<>(HostSlabs.MEMORY);
    private final MemoryBudget budget = new MemoryBudget("workspace of device 0", TOTAL_BYTES);
    private final Workspace workspace = new Workspace(pool, budget);

    @AfterEach
    void close() {
        workspace.trim();
        pool.close();
    }

    @Test
    void cutsManySmallPiecesFromOneSlab() {
        var pieces = new ArrayList<Long>();
        for (int i = 0; i < 1_000; i++) {
            pieces.add(workspace.allocate(1_000));
        }

        assertThat(workspace.heldBytes()).isEqualTo(SLAB);
        assertThat(workspace.usedBytes()).isEqualTo(1_000 * 1_024L);
        pieces.forEach(workspace::free);
        assertThat(workspace.usedBytes()).isZero();
    }

    @Test
    void givesTheSamePieceAgain() {
        long large = workspace.allocate(3 * SLAB);
        workspace.free(large);

        assertThat(workspace.allocate(3 * SLAB - 5)).isEqualTo(large);
        assertThat(workspace.heldBytes()).isEqualTo(3 * SLAB);
        workspace.free(large);
    }

    @Test
    void givesUpWhatIsIdleBeforeItRefuses() {
        workspace.free(workspace.allocate(20 * SLAB));

        long other = workspace.allocate(22 * SLAB);

        assertThat(workspace.heldBytes()).isEqualTo(22 * SLAB);
        assertThatThrownBy(() -> workspace.allocate(5 * SLAB)).isInstanceOf(OutOfDeviceMemoryException.class);
        workspace.free(other);
    }

    @Test
    void refusesAnAddressThatIsNotItsOwn() {
        assertThatThrownBy(() -> workspace.free(4_096))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("4096");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void piecesNeverOverlapAndAllComesBack(long seed) {
        var random = new Random(seed);
        var pieces = new TreeMap<Long, Long>();
        long wanted = 0;
        for (int step = 0; step < 3_000; step++) {
            if (random.nextInt(100) < 55 && wanted < TOTAL_BYTES / 8) {
                long bytes = 1 + (long) (Math.pow(random.nextDouble(), 6) * 2 * SLAB);
                long address = workspace.allocate(bytes);
                var before = pieces.floorEntry(address);
                var after = pieces.ceilingKey(address);
                assertThat(address % 256).isZero();
                assertThat(before == null || before.getKey() + before.getValue() <= address)
                        .as("seed %d step %d", seed, step)
                        .isTrue();
                assertThat(after == null || address + bytes <= after)
                        .as("seed %d step %d", seed, step)
                        .isTrue();
                pieces.put(address, bytes);
                wanted += bytes;
            } else if (!pieces.isEmpty()) {
                var keys = List.copyOf(pieces.keySet());
                long address = keys.get(random.nextInt(keys.size()));
                wanted -= pieces.remove(address);
                workspace.free(address);
            }
            assertThat(workspace.usedBytes()).isGreaterThanOrEqualTo(wanted);
            assertThat(budget.freeBytes()).isEqualTo(TOTAL_BYTES - workspace.heldBytes());
        }
        pieces.keySet().forEach(workspace::free);
        assertThat(workspace.usedBytes()).isZero();
        workspace.trim();
        assertThat(workspace.heldBytes()).isZero();
        assertThat(budget.freeBytes()).isEqualTo(TOTAL_BYTES);
    }
}
