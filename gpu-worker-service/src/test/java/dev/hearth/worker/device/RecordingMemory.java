package dev.hearth.worker.device;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Remembers the blocks that a device handed out. */
public final class RecordingMemory implements GpuDevice {

    private final GpuDevice device;
    private final List<DeviceMemory> blocks = new ArrayList<>();

    public RecordingMemory(GpuDevice device) {
        this.device = device;
    }

    /** In the order they were handed out. */
    public List<DeviceMemory> blocks() {
        return blocks;
    }

    @Override
    public int index() {
        return device.index();
    }

    @Override
    public String kind() {
        return device.kind();
    }

    @Override
    public String name() {
        return device.name();
    }

    @Override
    public long totalBytes() {
        return device.totalBytes();
    }

    @Override
    public long freeBytes() {
        return device.freeBytes();
    }

    @Override
    public DeviceMemory allocate(long bytes) {
        var block = device.allocate(bytes);
        blocks.add(block);
        return block;
    }

    @Override
    public long workspaceBytes() {
        return device.workspaceBytes();
    }

    @Override
    public Optional<Workspace> workspace() {
        return device.workspace();
    }

    @Override
    public void prepare(SessionOptions options) throws OrtException {
        device.prepare(options);
    }

    @Override
    public void trim() {
        device.trim();
    }

    @Override
    public void close() {
        device.close();
    }
}
