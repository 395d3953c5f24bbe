package dev.hearth.worker.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlabPoolTest {

    private static final long SLAB = 16;

    private final BookedMemory memory = new BookedMemory();
    private final MemoryBudget budget = new MemoryBudget("device 0", 100);
    private final SlabPool<Integer> pool = new SlabPool<>(memory);

    @Test
    void laysABlockOverAsManySlabsAsItNeeds() {
        var block = allocate(33);

        assertThat(block.bytes()).isEqualTo(33);
        assertThat(memory.slabsUnder(block.address())).hasSize(3);
        assertThat(budget.freeBytes()).isEqualTo(67);
        assertThat(pool.heldBytes()).isEqualTo(48);
    }

    @Test
    void servesALargeBlockFromSlabsThatSmallOnesLeftHereAndThere() {
        var blocks = List.of(allocate(16), allocate(16), allocate(16), allocate(16));
        blocks.get(0).close();
        blocks.get(2).close();
        int created = memory.created;

        var large = allocate(32);

        assertThat(memory.created).isEqualTo(created);
        assertThat(memory.slabsUnder(large.address())).hasSize(2);
    }

    @Test
    void refusesWhatIsBeyondTheBudgetAndTakesNothing() {
        try (var block = allocate(60)) {
            assertThatThrownBy(() -> allocate(41))
                    .isInstanceOf(OutOfDeviceMemoryException.class)
                    .hasMessage("device 0 has 40 bytes free, 41 were asked for");
            assertThat(budget.freeBytes()).isEqualTo(100 - block.bytes());
        }
    }

    @Test
    void takesNothingWhenTheDeviceHasNoSlabLeft() {
        memory.limit = 3;
        var block = allocate(16);

        assertThatThrownBy(() -> allocate(49)).isInstanceOf(OutOfDeviceMemoryException.class);

        assertThat(budget.freeBytes()).isEqualTo(84);
        block.close();
        // The slabs that were got before the refusal are not lost.
        assertThat(allocate(48).bytes()).isEqualTo(48);
    }

    @Test
    void takesNothingWhenSlabsCannotBeLaid() {
        memory.refusesToLay = true;

        assertThatThrownBy(() -> allocate(20)).isInstanceOf(OutOfDeviceMemoryException.class);

        assertThat(budget.freeBytes()).isEqualTo(100);
        assertThat(memory.reserved).isEmpty();
        memory.refusesToLay = false;
        allocate(100).close();
    }

    @Test
    void countsABlockThatIsClosedTwiceOnce() {
        var block = allocate(20);

        block.close();
        block.close();

        assertThat(budget.freeBytes()).isEqualTo(100);
        assertThat(memory.reserved).isEmpty();
    }

    @Test
    void keepsSlabsUntilItIsTrimmed() {
        var kept = allocate(16);
        allocate(64).close();
        assertThat(memory.destroyed).isZero();

        pool.trim();

        assertThat(memory.destroyed).isEqualTo(4);
        assertThat(pool.heldBytes()).isEqualTo(16);
        kept.close();
    }

    @Test
    void givesBackWhatWasStillInUseWhenItClosed() {
        var block = allocate(20);

        pool.close();
        block.close();

        assertThat(memory.destroyed).isEqualTo(memory.created);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void wastesLessThanASlabABlockInAnyOrder(long seed) {
        var random = new Random(seed);
        var blocks = new ArrayDeque<SlabPool<Integer>.Block>();
        long used = 0;
        for (int step = 0; step < 2_000; step++) {
            if (random.nextBoolean() && used < 100) {
                // Everything that is free can be had in one piece, however it came to be free.
                long bytes = 1 + random.nextLong(100 - used);
                blocks.addLast(allocate(bytes));
                used += bytes;
            } else if (!blocks.isEmpty()) {
                var block = random.nextBoolean() ? blocks.pollFirst() : blocks.pollLast();
                used -= block.bytes();
                block.close();
            }
            assertThat(budget.freeBytes()).as("seed %d step %d", seed, step).isEqualTo(100 - used);
            assertThat(memory.laid() * SLAB)
                    .as("seed %d step %d", seed, step)
                    .isGreaterThanOrEqualTo(used)
                    .isLessThan(used + blocks.size() * SLAB + 1);
        }
        blocks.forEach(SlabPool<Integer>.Block::close);
        pool.close();
        assertThat(memory.destroyed).isEqualTo(memory.created);
        assertThat(memory.reserved).isEmpty();
    }

    private SlabPool<Integer>.Block allocate(long bytes) {
        return pool.allocate(bytes, budget);
    }

    /** Keeps books of slabs and addresses, and objects to whatever no real memory would bear. */
    private static final class BookedMemory implements SlabMemory<Integer> {

        private final Map<Long, Long> reserved = new HashMap<>();
        private final Map<Long, List<Integer>> laid = new HashMap<>();
        private final Set<Integer> alive = new HashSet<>();
        private int limit = 1_000;
        private int created;
        private int destroyed;
        private long nextAddress = SLAB;
        private boolean refusesToLay;

        @Override
        public long slabBytes() {
            return SLAB;
        }

        @Override
        public Integer create() {
            if (alive.size() == limit) {
                throw new OutOfDeviceMemoryException("there are only " + limit + " slabs");
            }
            alive.add(++created);
            return created;
        }

        @Override
        public void destroy(Integer slab) {
            assertThat(laid.values()).noneMatch(slabs -> slabs.contains(slab));
            assertThat(alive.remove(slab)).isTrue();
            destroyed++;
        }

        @Override
        public long reserve(long bytes) {
            assertThat(bytes % SLAB).isZero();
            long address = nextAddress;
            nextAddress += bytes + SLAB;
            reserved.put(address, bytes);
            return address;
        }

        @Override
        public void release(long address, long bytes) {
            assertThat(laid).doesNotContainKey(address);
            assertThat(reserved.remove(address)).isEqualTo(bytes);
        }

        @Override
        public void lay(long address, List<Integer> slabs) {
            if (refusesToLay) {
                throw new OutOfDeviceMemoryException("no more mappings");
            }
            assertThat(reserved.get(address)).isEqualTo(slabs.size() * SLAB);
            assertThat(alive).containsAll(slabs);
            assertThat(laid.values()).noneMatch(other -> other.stream().anyMatch(slabs::contains));
            laid.put(address, new ArrayList<>(slabs));
        }

        @Override
        public void lift(long address, List<Integer> slabs) {
            assertThat(laid.remove(address)).isEqualTo(slabs);
        }

        List<Integer> slabsUnder(long address) {
            return laid.get(address);
        }

        long laid() {
            return laid.values().stream().mapToLong(List::size).sum();
        }
    }
}
