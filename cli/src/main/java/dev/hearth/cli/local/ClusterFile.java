package dev.hearth.cli.local;

import dev.hearth.cli.CommandFailedException;
import dev.hearth.contracts.json.WireJson;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** {@code DATA/cluster.json}: what runs, for commands, tests and scripts. There while a cluster runs, or was killed. */
public record ClusterFile(Path file) {

    /**
     * @param kafka {@code HOST:PORT}
     * @param redis {@code HOST:PORT}
     */
    public record Cluster(List<Service> services, String kafka, String redis) {

        public Cluster {
            services = List.copyOf(services);
        }

        public Optional<URI> gateway() {
            return gateways().stream().findFirst();
        }

        public List<URI> gateways() {
            return services.stream()
                    .filter(service -> service.name().equals("gateway") && service.port() != null)
                    .map(service -> URI.create("http://127.0.0.1:" + service.port()))
                    .toList();
        }
    }

    /**
     * One process.
     *
     * @param name {@code gateway}, {@code worker}, ...; also {@code broker}, {@code redis} and {@code supervisor}
     * @param index from 1, within the name
     * @param startedAt as the system tells it; a process of this id that started at another time is a stranger
     * @param managementPort absent for those without an actuator
     */
    public record Service(
            String name,
            int index,
            long pid,
            Instant startedAt,
            @Nullable Integer port,
            @Nullable Integer managementPort,
            String log) {

        /** {@code gateway-1}; what there is only one of goes by its name. */
        public String instance() {
            return isSingle(name) ? name : name + "-" + index;
        }

        private static boolean isSingle(String name) {
            return name.equals("broker") || name.equals("redis") || name.equals("supervisor");
        }

        /** The process if it still runs. */
        public Optional<ProcessHandle> process() {
            return ProcessHandle.of(pid)
                    .filter(ProcessHandle::isAlive)
                    .filter(process -> process.info()
                            .startInstant()
                            .map(Instant::toEpochMilli)
                            .equals(Optional.of(startedAt.toEpochMilli())));
        }
    }

    public static ClusterFile in(Path data) {
        return new ClusterFile(data.resolve("cluster.json"));
    }

    /**
     * Empty when there is none.
     *
     * @throws CommandFailedException if it is not readable as one
     */
    public Optional<Cluster> read() {
        try {
            return Optional.of(WireJson.mapper().readValue(Files.readString(file), Cluster.class));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException | JacksonException e) {
            throw new CommandFailedException(
                    file + " cannot be read; remove it when no cluster runs there: " + e.getMessage(), e);
        }
    }

    /** Readers see the old one or the new one, never a part. */
    public void write(Cluster cluster) throws IOException {
        var unfinished = Files.createTempFile(file.getParent(), "cluster", ".tmp");
        Files.writeString(
                unfinished, WireJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(cluster) + "\n");
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    public void remove() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // The next start writes it anew, and until then it names processes that are gone.
        }
    }
}
