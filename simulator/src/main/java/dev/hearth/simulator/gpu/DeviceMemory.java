package dev.hearth.simulator.gpu;

import dev.hearth.scheduling.cluster.GpuReport.Resident;
import dev.hearth.scheduling.cluster.ModelId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * The models on one GPU, loading ones too, in the order of their last use. A model is in use while it is being loaded or
 * an invocation that needs it is at the GPU.
 */
final class DeviceMemory {

    private final long capacityBytes;
    private final SequencedMap<ModelId, Block> blocks = new LinkedHashMap<>();
    private long usedBytes;

    private static final class Block {
        private final long bytes;
        private boolean ready;
        private int users;

        Block(long bytes) {
            this.bytes = bytes;
        }
    }

    DeviceMemory(long capacityBytes) {
        this.capacityBytes = capacityBytes;
    }

    long capacityBytes() {
        return capacityBytes;
    }

    boolean holds(ModelId model) {
        return blocks.containsKey(model);
    }

    boolean ready(ModelId model) {
        Block block = blocks.get(model);
        return block != null && block.ready;
    }

    List<Resident> residents() {
        return blocks.sequencedEntrySet().stream()
                .map(entry -> new Resident(entry.getKey(), entry.getValue().bytes, entry.getValue().ready))
                .toList();
    }

    /** Says why a model cannot be brought in once its victims have left; empty if it can. */
    Optional<String> objection(ModelId model, long bytes, List<ModelId> victims) {
        long free = capacityBytes - usedBytes;
        for (ModelId victim : victims) {
            Block block = blocks.get(victim);
            if (block != null && (block.users > 0 || !block.ready)) {
                return Optional.of("victim " + victim + " of " + block.bytes + " bytes is in use while " + model
                        + " of " + bytes + " bytes is to be loaded");
            }
            free += block == null ? 0 : block.bytes;
        }
        return free >= bytes
                ? Optional.empty()
                : Optional.of(model + " takes " + bytes + " bytes, but " + free + " of " + capacityBytes
                        + " bytes are free without " + victims);
    }

    /** Drops a model; false if it was not there. */
    boolean evict(ModelId model) {
        Block block = blocks.remove(model);
        usedBytes -= block == null ? 0 : block.bytes;
        return block != null;
    }

    /** Takes the memory of a load that begins. */
    void reserve(ModelId model, long bytes) {
        if (blocks.putIfAbsent(model, new Block(bytes)) != null) {
            throw new IllegalStateException(model + " is there already");
        }
        usedBytes += bytes;
        if (usedBytes > capacityBytes) {
            throw new IllegalStateException(
                    "models take " + usedBytes + " bytes, the GPU has " + capacityBytes + " bytes");
        }
    }

    void loaded(ModelId model) {
        block(model).ready = true;
    }

    /** One more invocation needs the model, which is now the last one used. */
    void use(ModelId model) {
        Block block = block(model);
        block.users++;
        blocks.remove(model);
        blocks.put(model, block);
    }

    void release(ModelId model) {
        block(model).users--;
    }

    private Block block(ModelId model) {
        @Nullable Block block = blocks.get(model);
        if (block == null) {
            throw new IllegalStateException(model + " is not there");
        }
        return block;
    }
}
