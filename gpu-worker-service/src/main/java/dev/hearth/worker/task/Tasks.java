package dev.hearth.worker.task;

import dev.hearth.contracts.model.ModelManifest;
import dev.hearth.worker.task.image.ImageClassification;
import dev.hearth.worker.task.ocr.Ocr;
import java.io.IOException;
import java.nio.file.Path;

/** Prepares the task that a model's manifest names. */
public final class Tasks {

    private Tasks() {}

    /**
     * @param directory where the model's files lie
     * @throws IOException if a file the task needs cannot be read
     * @throws IllegalArgumentException if the task is not known or one of its parameters is not valid
     */
    public static Task prepare(ModelManifest manifest, Path directory) throws IOException {
        var parameters = new TaskParameters(manifest);
        return switch (manifest.task()) {
            case "text-embedding" -> TextEmbedding.prepare(parameters, directory);
            case "ocr" -> Ocr.prepare(parameters, directory);
            case "image-classification" -> ImageClassification.prepare(parameters, directory);
            case "tensor" -> TensorTask.prepare(manifest, directory);
            default ->
                throw new IllegalArgumentException("task '" + manifest.task() + "' of " + manifest.reference()
                        + " is not one this worker knows: text-embedding, ocr, image-classification, tensor");
        };
    }
}
