package dev.hearth.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtSession.SessionOptions;
import dev.hearth.worker.WorkerIdentity;
import dev.hearth.worker.device.DeviceMemory;
import dev.hearth.worker.device.Devices;
import dev.hearth.worker.device.GpuDevice;
import dev.hearth.worker.device.Workspace;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GpuNamesTest {

    @Test
    void anEmulatedGpuSaysSo() {
        var names = new GpuNames(
                new WorkerIdentity("worker-3"), new Devices(List.of(device(0, "host"), device(1, "emulated"))));

        assertThat(names.of(0)).isEqualTo("worker-3/0");
        assertThat(names.of(1)).isEqualTo("worker-3/1 (emulated)");
    }

    private static GpuDevice device(int index, String kind) {
        return new GpuDevice() {
            @Override
            public int index() {
                return index;
            }

            @Override
            public String kind() {
                return kind;
            }

            @Override
            public String name() {
                return kind;
            }

            @Override
            public long totalBytes() {
                return 1;
            }

            @Override
            public long freeBytes() {
                return 1;
            }

            @Override
            public DeviceMemory allocate(long bytes) {
                throw new UnsupportedOperationException();
            }

            @Override
            public long workspaceBytes() {
                return 0;
            }

            @Override
            public Optional<Workspace> workspace() {
                return Optional.empty();
            }

            @Override
            public void prepare(SessionOptions options) {
                throw new UnsupportedOperationException();
            }

            @Override
            public void trim() {
                throw new UnsupportedOperationException();
            }

            @Override
            public void close() {
                throw new UnsupportedOperationException();
            }
        };
    }
}
