package dev.hearth.registry.model;

import dev.hearth.contracts.error.ErrorCode;
import dev.hearth.contracts.model.ModelManifest;
import dev.hearth.registry.problem.RefusedException;
import dev.hearth.repository.ImportWishes;
import dev.hearth.repository.ModelImportException;
import dev.hearth.repository.ModelImporter;
import dev.hearth.repository.archive.ArchiveLimits;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Imports uploaded models, one at a time: each takes a model's size of disk and most of the processor. */
final class ModelImports implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ModelImports.class);

    /** Not a model's name, so that nobody takes it for one. */
    private static final String UPLOAD_PREFIX = ".upload-";

    private static final Duration LONGEST_END = Duration.ofSeconds(60);
    private static final int BUFFER_BYTES = 64 << 10;

    private final Path directory;
    private final long limitBytes;
    private final Duration longestWait;
    private final Semaphore free = new Semaphore(1);

    /**
     * @param limitBytes of an upload, and of what it unpacks to
     * @param longestWait for the import before
     */
    ModelImports(Path directory, long limitBytes, Duration longestWait) {
        this.directory = directory;
        this.limitBytes = limitBytes;
        this.longestWait = longestWait;
    }

    /**
     * Imports an {@code .onnx} file or an archive.
     *
     * @throws RefusedException 400 with what is wrong with it, 409 if the version exists, 413 above the limit, 503 while another
     *     import goes on or if the disk refuses
     */
    ModelManifest importFrom(InputStream body, ImportWishes wishes) {
        enter();
        try {
            Files.createDirectories(directory);
            var upload = Files.createTempFile(directory, UPLOAD_PREFIX, "");
            try {
                receive(body, upload);
                return importFile(upload, wishes);
            } finally {
                Files.deleteIfExists(upload);
            }
        } catch (IOException e) {
            throw storageFailed(e);
        } finally {
            free.release();
        }
    }

    /** Waits for the import under way: ONNX Runtime must not be at work when its process ends. */
    @Override
    public void close() {
        try {
            if (!free.tryAcquire(LONGEST_END.toNanos(), TimeUnit.NANOSECONDS)) {
                log.warn("an import is still under way after {}", LONGEST_END);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void enter() {
        try {
            if (free.tryAcquire(longestWait.toNanos(), TimeUnit.NANOSECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new RefusedException(ErrorCode.UNAVAILABLE, "another import is under way; try again when it has ended");
    }

    private void receive(InputStream body, Path upload) throws IOException {
        var buffer = new byte[BUFFER_BYTES];
        long bytes = 0;
        try (var out = Files.newOutputStream(upload)) {
            for (var read = body.read(buffer); read >= 0; read = body.read(buffer)) {
                bytes += read;
                if (bytes > limitBytes) {
                    throw new RefusedException(
                            ErrorCode.BODY_TOO_LARGE,
                            "the model has more than " + limitBytes + " bytes, the most an import takes");
                }
                out.write(buffer, 0, read);
            }
        }
        if (bytes == 0) {
            throw new RefusedException(
                    ErrorCode.BAD_INPUT, "the body is empty; expected an .onnx file, or a zip or tar.gz of one");
        }
    }

    private ModelManifest importFile(Path upload, ImportWishes wishes) {
        var limits = new ArchiveLimits(ArchiveLimits.DEFAULT.entries(), limitBytes, ArchiveLimits.DEFAULT.ratio());
        try {
            var manifest = new ModelImporter(directory).importFrom(upload, wishes, limits);
            log.info("imported model={} bytes={} task={}", manifest.reference(), manifest.bytes(), manifest.task());
            return manifest;
        } catch (ModelImportException e) {
            throw switch (e.reason()) {
                case INVALID -> new RefusedException(ErrorCode.BAD_INPUT, told(e, upload), e);
                case EXISTS -> new RefusedException(ErrorCode.MODEL_EXISTS, told(e, upload), e);
                case STORAGE -> storageFailed(e);
            };
        }
    }

    /** Where this registry keeps its files is nobody's concern. */
    private String told(ModelImportException failure, Path upload) {
        return String.valueOf(failure.getMessage())
                .replace(upload.toString(), "the upload")
                .replace(upload.getFileName().toString(), "the upload")
                .replaceAll(java.util.regex.Pattern.quote(directory.toAbsolutePath() + "/") + "\\.import-[0-9]+/", "")
                .replaceAll(java.util.regex.Pattern.quote(directory + "/") + "\\.import-[0-9]+/", "")
                .replaceAll("\\.import-[0-9]+", "the archive");
    }

    private static RefusedException storageFailed(Exception failure) {
        log.error("an import failed", failure);
        return new RefusedException(
                ErrorCode.UNAVAILABLE, "the model repository cannot be written: " + failure.getMessage(), failure);
    }
}
