package dev.hearth.cli.cluster;

import dev.hearth.contracts.json.WireJson;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;

/**
 * {@code DATA/requests}: what commands ask of the supervisor whose data folder it is, as files. Whoever may write there may
 * ask; no port is open for it. A request is {@code ID.json}, its answer {@code ID.answer.json}; readers see whole files only.
 */
record RestartRequests(Path folder) {

    private static final Pattern REQUEST = Pattern.compile("([0-9a-f-]{36})\\.json");

    static RestartRequests in(Path data) {
        return new RestartRequests(data.resolve("requests"));
    }

    /** Makes the folder anew, for its owner only: nobody waits for the answers to what an earlier supervisor was asked. */
    void open() throws IOException {
        Folders.delete(folder);
        if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
            Files.createDirectory(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } else {
            Files.createDirectory(folder);
        }
    }

    /** Puts a request there and returns its id. */
    String submit(RestartRequest request) throws IOException {
        var id = UUID.randomUUID().toString();
        write(requestFile(id), request);
        return id;
    }

    /** Ids of the requests that are there. */
    List<String> waiting() throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> REQUEST.matcher(file.getFileName().toString()))
                    .filter(java.util.regex.Matcher::matches)
                    .map(name -> name.group(1))
                    .sorted()
                    .toList();
        }
    }

    /**
     * Empty when it was taken back.
     *
     * @throws JacksonException if it is no request
     */
    Optional<RestartRequest> request(String id) throws IOException {
        return read(requestFile(id), RestartRequest.class);
    }

    /** Answers a request that nobody took back, and does away with it. */
    void answer(String id, RestartRequest.Answer answer) throws IOException {
        write(answerFile(id), answer);
        if (!Files.deleteIfExists(requestFile(id))) {
            Files.deleteIfExists(answerFile(id));
        }
    }

    /** Empty until it is there. */
    Optional<RestartRequest.Answer> answer(String id) throws IOException {
        return read(answerFile(id), RestartRequest.Answer.class);
    }

    /** Takes a request back, or does away with its answer: one that has not been begun is not done. */
    void forget(String id) throws IOException {
        Files.deleteIfExists(requestFile(id));
        Files.deleteIfExists(answerFile(id));
    }

    private Path requestFile(String id) {
        return folder.resolve(id + ".json");
    }

    private Path answerFile(String id) {
        return folder.resolve(id + ".answer.json");
    }

    private static <T> Optional<T> read(Path file, Class<T> type) throws IOException {
        try {
            return Optional.of(WireJson.mapper().readValue(Files.readString(file), type));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private void write(Path file, Object content) throws IOException {
        var unfinished = Files.createTempFile(folder, "unfinished", ".tmp");
        Files.writeString(unfinished, WireJson.mapper().writeValueAsString(content));
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
